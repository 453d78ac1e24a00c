package io.steadygrad.app;

/** The exit codes of {@code steady}. */
final class Exit {
    static final int DONE = 0;
    /** Anything that is not the input's fault; or results that miss what a study accepts. */
    static final int FAILED = 1;
    /** The input is wrong: a command line, a study, a file's name. */
    static final int WRONG_INPUT = 2;
    /** Ctrl-C: 128 + SIGINT, as shells report it. */
    static final int INTERRUPTED = 130;

    private Exit() {}
}
