package io.steadygrad.worker;

/**
 * What a run and its worker processes say to each other: lines of text.
 *
 * <pre>
 * to the worker, on its standard input      train TRIAL      a trial as {@link io.steadygrad.study.TrialText} writes it
 *                                           stack TRIALS     trials of one stack, a tab between them
 *                                           stop             end the trial after the current step
 *                                           (end of input)   the run is over, or dead: leave at once
 * from the worker, on its standard output   ready
 *                                           step N LOSS      now and then
 *                                           outcome JSON     as {@link io.steadygrad.study.TrialOutcome#toJson} writes it
 *                                           member I ANSWER  of a stack's I-th trial, from 0: step or outcome
 *                                           done             every trial of the stack has its outcome
 *                                           disk MESSAGE     results cannot be kept
 * </pre>
 *
 * Each line of a worker begins with {@link #MARK}, so that nothing that native code prints is taken for one.
 */
final class Protocol {
    static final String MARK = "\u0002steady ";
    static final String TRAIN = "train ";
    static final String STACK = "stack ";
    static final String STOP = "stop";
    static final String READY = "ready";
    static final String STEP = "step ";
    static final String OUTCOME = "outcome ";
    static final String DISK = "disk ";
    static final String MEMBER = "member ";
    static final String DONE = "done";
    /** Between the trials of a stack; JSON in one line has none. */
    static final String TAB = "\t";

    /** The JVM's own exit code where a flag tells it to exit for want of heap. */
    static final int OUT_OF_MEMORY = 3;

    private Protocol() {}
}
