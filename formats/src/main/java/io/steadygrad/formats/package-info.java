/** Files of numbers that other tools read and write too: NumPy's npy and npz, MNIST's idx, recorded traces. */
@NullMarked
package io.steadygrad.formats;

import org.jspecify.annotations.NullMarked;
