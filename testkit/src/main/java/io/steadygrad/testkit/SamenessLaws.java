package io.steadygrad.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.steadygrad.gradient.Elements;
import io.steadygrad.method.Claim;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** What must not matter: the order of the parameters, the thread, and who applies the factor. */
final class SamenessLaws {
    private static final double ROUNDING = 1e-11;
    private static final int THREADS = 3;

    static final List<Law> ALL = List.of(
            new Law(
                    "the order of the parameters does not matter",
                    subject -> !subject.claims(Claim.Exemption.DRAWS),
                    subject -> assertThat(orderMatters(subject))
                            .as("differs where parameters come in another order")
                            .isEmpty()),
            new Law("one method serves several threads at once", SamenessLaws::threads),
            new Law("riding in the optimizer's pass equals changing the gradients first", SamenessLaws::rides));

    private SamenessLaws() {}

    /** What differs, in words; empty where nothing does. */
    static String orderMatters(Subject subject) {
        Run straight = new Run(subject, Elements.Type.FLOAT64);
        Run reversed = new Run(subject.chain(), new Model(Elements.Type.FLOAT64, Model.reversed()));
        for (long step = 1; step <= Run.STEPS; step++) {
            straight.apply(step, 1);
            reversed.apply(step, 1);
            try {
                Numbers.requireClose("step " + step, reversed.model.gradients(), straight.model.gradients(), ROUNDING);
            } catch (AssertionError different) {
                return String.valueOf(different.getMessage());
            }
        }
        return "";
    }

    private static void threads(Subject subject) {
        List<Map<String, double[]>> expected = trajectory(subject);
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<List<Map<String, double[]>>>> found = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                found.add(pool.submit(() -> trajectory(subject)));
            }
            for (Future<List<Map<String, double[]>>> each : found) {
                List<Map<String, double[]>> steps = each.get();
                for (int i = 0; i < steps.size(); i++) {
                    Numbers.requireSameBits("step " + (i + 1) + " beside other threads", steps.get(i), expected.get(i));
                }
            }
        } catch (ExecutionException | InterruptedException e) {
            throw new AssertionError("beside other threads: " + e.getCause(), e);
        } finally {
            pool.shutdownNow();
        }
    }

    private static List<Map<String, double[]>> trajectory(Subject subject) {
        Run run = new Run(subject, Elements.Type.FLOAT32);
        List<Map<String, double[]>> steps = new ArrayList<>();
        for (long step = 1; step <= 12; step++) {
            run.apply(step, 1);
            steps.add(run.model.gradients());
        }
        return steps;
    }

    private static void rides(Subject subject) {
        Run together = new Run(subject, Elements.Type.FLOAT64);
        Run apart = new Run(subject, Elements.Type.FLOAT64);
        for (long step = 1; step <= Run.STEPS; step++) {
            together.model.fill(step, 1);
            together.descend(step);
            if (apart.apply(step, 1).steps()) {
                apart.adam.step(apart.model.set, null, apart.adam.optimizer().lr());
            }
            if (together.adam.steps() != apart.adam.steps()) {
                return; // The method made the optimizer forget its moments, of which only the ride knows.
            }
            Numbers.requireClose(
                    "weights after step " + step, together.model.weights(), apart.model.weights(), ROUNDING);
        }
    }
}
