package io.steadygrad.tensorflow;

import java.util.function.Consumer;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Op;

/** How the steps of one set of variables are made. */
interface Training {
    /** What {@code minimize} returns. */
    Op operation();

    /** Makes a step; ours are the last ones of the results. */
    TrainingStep step(Session session, Consumer<Session.Runner> feeds, Consumer<Result> results);
}
