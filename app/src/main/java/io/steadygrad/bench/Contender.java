package io.steadygrad.bench;

/**
 * One way to do a piece of work.
 *
 * @param name how it is called beside the others: {@code clip_grad_norm_}
 * @param inJava whether the JIT compilers make it fast, which takes them a while
 * @param work done once by each call; leaves everything so that the next call has the same to do
 */
record Contender(String name, boolean inJava, Runnable work) {

    /** Native code. */
    Contender(String name, Runnable work) {
        this(name, false, work);
    }
}
