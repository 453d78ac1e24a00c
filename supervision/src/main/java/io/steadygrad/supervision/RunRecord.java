package io.steadygrad.supervision;

import io.steadygrad.control.Report;
import io.steadygrad.gradient.Elements;
import io.steadygrad.gradient.GradientSet;
import io.steadygrad.gradient.Layout;
import io.steadygrad.gradient.Parameter;
import io.steadygrad.trace.Movement;
import io.steadygrad.trace.SampledSteps;
import io.steadygrad.trace.Trace;
import io.steadygrad.trace.TraceRecorder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The trace of a run whose steps somebody else makes: how far weights moved is seen when the next step begins. */
final class RunRecord {
    private static final long STRIDE = 64;

    private final TraceRecorder recorder;
    private final SampledSteps steps = new SampledSteps(0, STRIDE);
    private @Nullable GradientSet viewed;
    private @Nullable Movement movement;
    private long moving;

    RunRecord(Layout layout) {
        recorder = new TraceRecorder(
                layout.parameters().stream().map(Parameter::name).toList(),
                layout.parameters().stream().map(Parameter::layer).toList());
    }

    /** Where the step before was one to look at, its update is done by now. */
    void before(GradientSet gradients) {
        if (moving > 0 && movement != null && gradients == viewed) {
            recorder.signals().updates(moving, movement.weights(), movement.updates());
        }
        moving = 0;
    }

    void after(GradientSet gradients, Report report, double loss, double learningRate) {
        recorder.step(report, loss, learningRate);
        recorder.tensors(report.step(), report.measurements());
        if (steps.contains(report.step()) && report.steps()) {
            Movement watched = movement(gradients);
            if (watched != null) {
                watched.start();
                moving = report.step();
            }
        }
        steps.went(report.step(), loss, report.normBefore(), report.accepted());
    }

    /** Of these weights; none where the set has none. */
    private @Nullable Movement movement(GradientSet gradients) {
        if (gradients != viewed) {
            viewed = gradients;
            List<Elements> weights = new ArrayList<>();
            for (GradientSet.Entry entry : gradients.entries()) {
                if (entry.weight() != null) {
                    weights.add(entry.weight());
                }
            }
            movement = weights.size() == gradients.size() ? new Movement(weights) : null;
        }
        return movement;
    }

    Trace trace() {
        return recorder.trace();
    }
}
