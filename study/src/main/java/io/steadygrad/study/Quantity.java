package io.steadygrad.study;

import io.steadygrad.trace.Trace;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** One number of a run that an expectation speaks of; NaN where the run does not have it. */
public sealed interface Quantity {

    /** @param trace what was recorded of the run, read only where it is needed */
    double of(TrialOutcome outcome, Supplier<Optional<Trace>> trace);

    /** As evidence says it: {@code test_loss}, {@code mean loss of the last 100 steps}. */
    String words();

    /** The metric that it is, or is a moment of; empty where it is none. */
    default Optional<String> metricName() {
        return Optional.empty();
    }

    /** The last step that it looks at; 0 where that does not matter. */
    default long lastStep() {
        return 0;
    }

    /** A final metric. */
    record FinalMetric(String name) implements Quantity {
        @Override
        public double of(TrialOutcome outcome, Supplier<Optional<Trace>> trace) {
            return outcome.metrics().getOrDefault(name, Double.NaN);
        }

        @Override
        public String words() {
            return name;
        }

        @Override
        public Optional<String> metricName() {
            return Optional.of(name);
        }
    }

    /** A metric as it was measured after a step; step 0 is before the first. */
    record MetricAt(String name, long step) implements Quantity {
        public MetricAt {
            if (step < 0) {
                throw new IllegalArgumentException("at_step must be at least 0, the start, found " + step);
            }
        }

        @Override
        public double of(TrialOutcome outcome, Supplier<Optional<Trace>> trace) {
            Trace.Metrics metrics = trace.get().map(Trace::metrics).orElse(null);
            if (metrics == null || !metrics.values().containsKey(name)) {
                return Double.NaN;
            }
            for (int i = 0; i < metrics.step().length; i++) {
                if (metrics.step()[i] == step) {
                    return metrics.values().get(name)[i];
                }
            }
            return Double.NaN;
        }

        @Override
        public String words() {
            return name + " at step " + step;
        }

        @Override
        public Optional<String> metricName() {
            return Optional.of(name);
        }

        @Override
        public long lastStep() {
            return step;
        }
    }

    /**
     * The mean of the training loss over some steps of a run that did not diverge.
     *
     * @param from first step that counts, or 0 where {@code last} is given
     * @param to last one, or 0
     * @param last so many steps at the end, or 0
     */
    record MeanLoss(long from, long to, long last) implements Quantity {
        public MeanLoss {
            boolean range = from >= 1 && to >= from && last == 0;
            boolean end = from == 0 && to == 0 && last >= 1;
            if (!range && !end) {
                throw new IllegalArgumentException("mean_loss needs either {last: n} with n of at least 1, or {from: a,"
                        + " to: b} with 1 <= a <= b");
            }
        }

        @Override
        public double of(TrialOutcome outcome, Supplier<Optional<Trace>> trace) {
            return trace.get()
                    .map(LossCurve::of)
                    .map(curve -> last > 0 ? curve.meanOfLast(last) : curve.mean(from, to))
                    .orElse(Double.NaN);
        }

        @Override
        public String words() {
            return last > 0 ? "mean loss of the last " + last + " steps" : "mean loss of steps " + from + " to " + to;
        }

        @Override
        public long lastStep() {
            return Math.max(to, last);
        }
    }

    /**
     * The L2 norm of a gradient before control, or its ratio to another one's.
     *
     * @param of a tensor ({@code hidden.0.weight}), a layer, or {@code all}
     * @param over what to divide by, or empty
     */
    record GradientNorm(String of, String over, long step) implements Quantity {
        public GradientNorm {
            if (step < 1) {
                throw new IllegalArgumentException("gradient_norm needs a step of at least 1, found " + step);
            }
        }

        @Override
        public double of(TrialOutcome outcome, Supplier<Optional<Trace>> trace) {
            Optional<RecordedNorms> norms = trace.get().map(recorded -> new RecordedNorms(recorded, step));
            return norms.map(at -> over.isEmpty() ? at.of(of) : at.of(of) / at.of(over))
                    .orElse(Double.NaN);
        }

        @Override
        public String words() {
            return "gradient norm of " + of + (over.isEmpty() ? "" : " over that of " + over) + " at step " + step;
        }

        @Override
        public long lastStep() {
            return step;
        }
    }

    /** The natural logarithm of another quantity. */
    record Logarithm(Quantity quantity) implements Quantity {
        @Override
        public double of(TrialOutcome outcome, Supplier<Optional<Trace>> trace) {
            return Math.log(quantity.of(outcome, trace));
        }

        @Override
        public String words() {
            return String.format(Locale.ROOT, "ln(%s)", quantity.words());
        }

        @Override
        public Optional<String> metricName() {
            return quantity.metricName();
        }

        @Override
        public long lastStep() {
            return quantity.lastStep();
        }
    }
}
