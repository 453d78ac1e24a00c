package io.steadygrad.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.steadygrad.control.Report;
import io.steadygrad.gradient.Elements;
import io.steadygrad.measure.Measurements;
import io.steadygrad.method.Accumulate;
import io.steadygrad.method.AllowNonFinite;
import io.steadygrad.method.Chain;
import io.steadygrad.method.Claim;
import io.steadygrad.method.Decision;
import io.steadygrad.method.Guard;
import io.steadygrad.method.Method;
import io.steadygrad.method.State;
import io.steadygrad.method.Step;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What enters a method's memory, what must not, and how a run goes on from it. */
final class HistoryLaws {
    private static final double[] BAD = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};

    static final List<Law> ALL = List.of(
            new Law(
                    "a non-finite step changes nothing later",
                    subject -> !subject.claims(Claim.Exemption.ANSWERS_NON_FINITE),
                    HistoryLaws::leavesNoTrace),
            new Law(
                    "what is not finite never stays in the state, even where it is allowed",
                    subject -> !subject.has(Guard.class),
                    HistoryLaws::neverStays),
            new Law(
                    "a rejected step leaves gradients, state, weights and moments as they were",
                    HistoryLaws::rejectedChangesNothing),
            new Law("saved and loaded, a run goes on bit for bit", HistoryLaws::resumes),
            new Law("the same state and gradients give the same bits", HistoryLaws::repeats),
            new Law("observing changes nothing", HistoryLaws::observes));

    private HistoryLaws() {}

    /**
     * The bad step comes before a clean one under the same number, as if that one had been tried twice. A guard stands
     * before the method; where the last method of a chain rejects instead, it sees what is not finite, and must not learn.
     */
    private static void leavesNoTrace(Subject subject) {
        leavesNoTrace(subject, subject.chain());
        if (!subject.has(Guard.class)
                && !subject.has(Accumulate.class)
                && !subject.chain().isIdentity()) {
            leavesNoTrace(subject, with(allowing(subject.chain()), new RejectsNonFinite()));
        }
    }

    private static void leavesNoTrace(Subject subject, Chain chain) {
        Run clean = new Run(chain, new Model(Elements.Type.FLOAT64));
        Run disturbed = new Run(chain, new Model(Elements.Type.FLOAT64));
        for (long step = 1; step <= Run.STEPS; step++) {
            if (step == 1 || step % 4 == 0) {
                disturbed.model.fill(step, 1);
                disturbed.model.poison(BAD[(int) (step % BAD.length)]);
                if (disturbed.apply(step).accepted()) {
                    return; // Made finite, or allowed: no law forbids learning from it.
                }
            }
            clean.apply(step, 1);
            disturbed.apply(step, 1);
            String when = chain.methods() + ", step " + step + " after non-finite ones";
            Numbers.requireSameBits(when, disturbed.model.gradients(), clean.model.gradients());
            Numbers.requireSameBits(when + ", state", memory(subject, disturbed), memory(subject, clean));
        }
    }

    private static Chain with(Chain chain, Method last) {
        List<Method> methods = new ArrayList<>(chain.methods());
        methods.add(last);
        return new Chain(methods);
    }

    private static Chain allowing(Chain chain) {
        List<Method> methods = new ArrayList<>(List.of(new AllowNonFinite()));
        methods.addAll(chain.methods());
        return new Chain(methods);
    }

    private static void neverStays(Subject subject) {
        Run run = new Run(allowing(subject.chain()), new Model(Elements.Type.FLOAT64));
        for (long step = 1; step <= Run.STEPS; step++) {
            run.model.fill(step, 1);
            if (step <= 24 && step % 5 == 1) {
                run.model.poison(BAD[(int) (step % BAD.length)]);
            }
            run.apply(step);
        }
        Numbers.requireFinite("clean steps after non-finite ones", run.model.gradients());
        Numbers.requireFinite("clean steps after non-finite ones, state", run.state());
    }

    /** Rejected for what is not finite, or by a later method of the chain. */
    private static void rejectedChangesNothing(Subject subject) {
        boolean allowed = subject.has(AllowNonFinite.class);
        Run run = new Run(with(subject.chain(), new RejectsEveryThird()), new Model(Elements.Type.FLOAT32));
        for (long step = 1; step <= Run.STEPS; step++) {
            run.model.fill(step, 1);
            boolean bad = step % 5 == 1;
            if (bad) {
                run.model.poison(BAD[1 + (int) (step % 2)]);
            }
            Map<String, double[]> gradients = run.model.gradients();
            Map<String, double[]> weights = run.model.weights();
            Map<String, double[]> moments = Numbers.of(run.adam.save());
            Map<String, double[]> state = memory(subject, run);
            Report report = run.descend(step);
            if (bad && !allowed) {
                assertThat(report.accepted())
                        .as("step %d with infinities accepted", step)
                        .isFalse();
            }
            if (!report.accepted() && ((bad && !allowed) || report.reason().contains(RejectsEveryThird.REASON))) {
                String when = "rejected step " + step;
                Numbers.requireSameBits(when + ", gradients", run.model.gradients(), gradients);
                Numbers.requireSameBits(when + ", weights", run.model.weights(), weights);
                Numbers.requireSameBits(when + ", moments", Numbers.of(run.adam.save()), moments);
                Numbers.requireSameBits(when + ", state", memory(subject, run), state);
            }
        }
    }

    private record RejectsNonFinite() implements Method {
        @Override
        public Effect effect() {
            return Effect.NOTHING;
        }

        @Override
        public Decision decide(Measurements now, State state, Step step) {
            return now.anyNonFinite() ? Decision.reject("not finite") : Decision.keep();
        }
    }

    private record RejectsEveryThird() implements Method {
        static final String REASON = "every third step";

        @Override
        public Effect effect() {
            return Effect.NOTHING;
        }

        @Override
        public Decision decide(Measurements now, State state, Step step) {
            return step.index() % 3 == 0 ? Decision.reject(REASON) : Decision.keep();
        }
    }

    /** Without what is there to count rejections. */
    private static Map<String, double[]> memory(Subject subject, Run run) {
        Map<String, double[]> memory = run.state();
        memory.keySet().removeIf(name -> name.contains("skip_non_finite:"));
        return subject.claims(Claim.Exemption.ANSWERS_NON_FINITE) ? Map.of() : memory;
    }

    private static void resumes(Subject subject) {
        for (Elements.Type type : List.of(Elements.Type.FLOAT64, Elements.Type.FLOAT16)) {
            for (long pause : new long[] {0, 1, 7, 27}) {
                Run whole = new Run(subject, type);
                for (long step = 1; step <= pause; step++) {
                    whole.apply(step, 1);
                }
                Run resumed = new Run(subject, type);
                resumed.apply(1, 3);
                resumed.control.load(throughBytes(whole.control.save()));
                Numbers.requireSameBits("saved after step " + pause, resumed.state(), whole.state());
                for (long step = pause + 1; step <= pause + 9; step++) {
                    whole.apply(step, 1);
                    resumed.apply(step, 1);
                    String when = "step " + step + ", resumed after " + pause;
                    Numbers.requireSameBits(when, resumed.model.gradients(), whole.model.gradients());
                    Numbers.requireSameBits(when + ", state", resumed.state(), whole.state());
                }
            }
        }
    }

    /** As a file would keep it: type, and the numbers as bytes. */
    private static Map<String, Elements> throughBytes(Map<String, Elements> saved) {
        Map<String, Elements> read = new TreeMap<>();
        saved.forEach((name, values) -> {
            ByteBuffer bytes = ByteBuffer.allocate(Double.BYTES * values.size());
            for (double value : values.toArray()) {
                bytes.putDouble(value);
            }
            Elements copy = Elements.allocate(values.type(), values.size());
            for (int i = 0; i < copy.size(); i++) {
                copy.set(i, bytes.getDouble(Double.BYTES * i));
            }
            read.put(name, copy);
        });
        return read;
    }

    private static void repeats(Subject subject) {
        Run first = new Run(subject, Elements.Type.FLOAT32);
        Run second = new Run(subject, Elements.Type.FLOAT32);
        for (long step = 1; step <= Run.STEPS; step++) {
            second.control.load(first.control.save());
            first.apply(step, 1);
            second.apply(step, 1);
            Numbers.requireSameBits("step " + step + " again", second.model.gradients(), first.model.gradients());
        }
    }

    private static void observes(Subject subject) {
        Run watched = new Run(subject, Elements.Type.FLOAT32);
        Run alone = new Run(subject, Elements.Type.FLOAT32);
        for (long step = 1; step <= 12; step++) {
            watched.model.fill(step, 1);
            Map<String, double[]> before = watched.model.gradients();
            watched.control.observe(watched.model.set);
            Numbers.requireSameBits("observed step " + step, watched.model.gradients(), before);
            watched.apply(step);
            alone.apply(step, 1);
            Numbers.requireSameBits("step " + step, watched.model.gradients(), alone.model.gradients());
            Numbers.requireSameBits("step " + step + ", state", watched.state(), alone.state());
        }
    }
}
