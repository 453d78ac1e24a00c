/** A gradient method of your own. */
@NullMarked
package com.example;

import org.jspecify.annotations.NullMarked;
