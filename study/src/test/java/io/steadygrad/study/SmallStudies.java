package io.steadygrad.study;

import io.steadygrad.data.Samples;
import io.steadygrad.data.Split;
import io.steadygrad.initializer.Initializer;
import io.steadygrad.model.Activation;
import io.steadygrad.model.Mlp;
import io.steadygrad.model.Norm;
import io.steadygrad.model.Output;
import io.steadygrad.schedule.Constant;
import io.steadygrad.store.TrialState;
import io.steadygrad.training.Budget;
import io.steadygrad.training.Loss;
import io.steadygrad.training.Save;
import io.steadygrad.training.Shuffle;
import io.steadygrad.training.Target;
import io.steadygrad.training.Task;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Studies that train without an engine: descent on half a x^2 for a curvature and a rate, from a start that the seed
 * decides. The arithmetic is real and known: x shrinks by (1 - rate * curvature) each step, and diverges beyond 2.
 */
final class SmallStudies {
    private SmallStudies() {}

    static final int STEPS = 200;

    static Workload parabola() {
        Samples one = Samples.reconstruction(new float[] {1}, List.of(1));
        return new Workload(
                "parabola",
                "",
                PreparedData.of(new Split(one, null, one), List.of(), "0".repeat(64)),
                List.of(),
                new Mlp(
                        List.of(),
                        Activation.LINEAR,
                        List.of(Initializer.parse("zeros")),
                        0,
                        Norm.NONE,
                        new Output(1, Activation.LINEAR)),
                new WorkloadSettings(
                        Loss.named("mean_squared_error"),
                        Task.REGRESSION,
                        0,
                        Budget.steps(STEPS),
                        new Constant(),
                        Shuffle.NEVER,
                        LastBatch.KEEP,
                        null,
                        List.of(),
                        null,
                        null,
                        Save.NONE,
                        1,
                        1,
                        false,
                        false),
                null,
                Target.atMost("test_loss", 1e-3),
                STEPS,
                Map.of(),
                Json.object(),
                Map.of(),
                Map.of());
    }

    static Study descent(int seeds, double... rates) {
        return descent(seeds, List.of(), rates);
    }

    static Study descent(int seeds, List<Claim> claims, double... rates) {
        Workload workload = parabola();
        List<Trial> trials = new ArrayList<>();
        for (String method : List.of("plain", "clip")) {
            for (double rate : rates) {
                Cell cell = new Cell(
                        "parabola",
                        workload,
                        method,
                        method,
                        method,
                        "sgd(lr=" + rate + ")",
                        "sgd(lr=" + rate + ")",
                        Map.of("optimizer.lr", rate),
                        List.of());
                for (long seed = 0; seed < seeds; seed++) {
                    String content = method + " " + rate + " " + seed;
                    trials.add(new Trial(cell, seed, Json.sha256(content), content));
                }
            }
        }
        Map<String, String> methods = new LinkedHashMap<>();
        methods.put("plain", "identity");
        methods.put("clip", "clip_by_value(1)");
        return new Study(
                Path.of("descent.yaml"),
                "descent",
                "",
                Map.of("parabola", workload),
                methods,
                trials,
                List.of(),
                claims,
                "study: descent\n",
                List.of());
    }

    static TrialOutcome descend(Trial trial, Path directory, TrialRunner.Watcher watcher, BooleanSupplier stop) {
        double rate = (double) trial.cell().hyperparameters().get("optimizer.lr");
        boolean clip = trial.cell().method().equals("clip");
        double x = 1 + trial.seed();
        Long reached = null;
        for (int step = 1; step <= STEPS; step++) {
            if (stop.getAsBoolean()) {
                return new TrialOutcome(
                        TrialState.STOPPED,
                        null,
                        Map.of(),
                        false,
                        null,
                        0.0,
                        0,
                        step - 1,
                        0.1,
                        2000.0,
                        null,
                        List.of(),
                        List.of());
            }
            double gradient = clip ? Math.max(-1, Math.min(1, x)) : x;
            x -= rate * gradient;
            double loss = x * x / 2;
            watcher.step(step, loss);
            if (Math.abs(x) > 1e15) {
                Map<String, Double> none = new LinkedHashMap<>();
                none.put("test_loss", Double.NaN);
                return new TrialOutcome(
                        TrialState.DIVERGED,
                        (long) step,
                        none,
                        false,
                        null,
                        0.0,
                        0,
                        step,
                        0.1,
                        2000.0,
                        "x left 1e15",
                        List.of(),
                        List.of());
            }
            if (reached == null && loss <= 1e-3) {
                reached = (long) step;
            }
        }
        double loss = x * x / 2;
        return new TrialOutcome(
                TrialState.COMPLETED,
                null,
                Map.of("test_loss", loss),
                loss <= 1e-3,
                reached,
                0.5,
                0,
                STEPS,
                0.1,
                2000.0,
                null,
                List.of(),
                List.of());
    }
}
