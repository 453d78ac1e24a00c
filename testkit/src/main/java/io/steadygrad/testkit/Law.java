package io.steadygrad.testkit;

import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * One thing that methods must hold.
 *
 * @param name a sentence, as a test is called
 * @param binds which methods it is for
 * @param check throws an {@link AssertionError} that says what was found
 */
record Law(String name, Predicate<Subject> binds, Consumer<Subject> check) {

    /** A law of all methods. */
    Law(String name, Consumer<Subject> check) {
        this(name, subject -> true, check);
    }
}
