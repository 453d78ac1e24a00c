/** The rules of the whole house, checked from its top, where every module is on the class path. */
package io.steadygrad.house;
