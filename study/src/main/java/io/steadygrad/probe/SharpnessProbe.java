package io.steadygrad.probe;

import io.steadygrad.gradient.Elements;
import io.steadygrad.model.Model;
import io.steadygrad.spec.Call;
import io.steadygrad.spec.Default;
import io.steadygrad.training.Sharpness;
import io.steadygrad.training.TrainingLoop;
import io.steadygrad.training.TrainingResult;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code sharpness}: the largest eigenvalue lambda of the Hessian of the training loss ({@link Sharpness}) at the first weights and at the
 * end of the training, and the learning rates beyond which a quadratic of that sharpness diverges. Its result:
 *
 * <pre>
 * {"initial": {"step": 0, "loss": 0.69, "eigenvalue": 0.52, "residual": 1.1e-5, "iterations": 24, "converged": true,
 *              "products": "double_backward", "type": "float64",
 *              "limits": {"sgd": 3.8, "momentum": 0.9, "heavyBall": 7.3}},
 *  "final": {"step": 300, ...}, or null where the training diverged,
 *  "reason": null, or why there is no "final"}
 * </pre>
 *
 * {@code limits.sgd} is 2 / lambda, {@code limits.heavyBall} 2 (1 + beta) / lambda for {@code limits.momentum} beta: the optimizer's, 0.9 where it has
 * none. Both are null where lambda is not above 0.
 *
 * @param iterations most products with the Hessian
 * @param tolerance of the residual, relative to the largest |H v|: the relative error of the eigenvalue is about its square
 */
public record SharpnessProbe(
        @Default("200") int iterations, @Default("1e-5") double tolerance) implements Probe {
    private static final double USUAL_MOMENTUM = 0.9;

    public SharpnessProbe {
        if (iterations < 1) {
            throw new IllegalArgumentException("'iterations' must be at least 1, not " + iterations);
        }
        if (!(tolerance > 0 && tolerance < 1)) {
            throw new IllegalArgumentException("'tolerance' must be above 0 and below 1, not " + tolerance);
        }
    }

    @Override
    public String name() {
        return "sharpness";
    }

    @Override
    public @Nullable Map<String, @Nullable Object> measure(Subject subject, BooleanSupplier stop) {
        long seed = subject.recipe().seed();
        try (Model model = subject.model().build(subject.inputShape(), seed);
                Model twin = twin(subject)) {
            Sharpness before = at(model, twin, subject, stop);
            if (before == null) {
                return null;
            }
            Map<String, @Nullable Object> result = new LinkedHashMap<>();
            result.put("initial", told(before, 0, subject));
            try (TrainingLoop loop = new TrainingLoop(model, subject.recipe(), subject.examples())) {
                TrainingResult trained = loop.stopWhen(stop).run();
                if (trained.status() == TrainingResult.Status.STOPPED) {
                    return null;
                }
                if (trained.status() == TrainingResult.Status.DIVERGED) {
                    result.put("final", null);
                    result.put("reason", "the training diverged at step " + trained.steps() + ": " + trained.reason());
                    return result;
                }
                Sharpness after = at(model, twin, subject, stop);
                if (after == null) {
                    return null;
                }
                result.put("final", told(after, trained.steps(), subject));
                result.put("reason", null);
            }
            return result;
        }
    }

    /** In float64, where the model can be built in it. */
    private static Model twin(Subject subject) {
        try {
            return subject.model().build(subject.inputShape(), subject.recipe().seed(), Elements.Type.FLOAT64);
        } catch (RuntimeException onlyFloat32) {
            return subject.model().build(subject.inputShape(), subject.recipe().seed());
        }
    }

    private @Nullable Sharpness at(Model model, Model twin, Subject subject, BooleanSupplier stop) {
        return Sharpness.measure(
                model, twin, subject.recipe(), subject.examples().train(), iterations, tolerance, stop);
    }

    private static Map<String, @Nullable Object> told(Sharpness sharpness, long step, Subject subject) {
        Map<String, @Nullable Object> told = new LinkedHashMap<>();
        told.put("step", step);
        told.put("loss", sharpness.loss());
        told.put("eigenvalue", sharpness.eigenvalue());
        told.put("residual", sharpness.residual());
        told.put("iterations", sharpness.iterations());
        told.put("converged", sharpness.converged());
        told.put("products", sharpness.products());
        told.put("type", sharpness.type());
        double momentum = momentum(subject.optimizer().resolved());
        double lambda = sharpness.eigenvalue() > 0 ? sharpness.eigenvalue() : Double.NaN;
        Map<String, @Nullable Object> limits = new LinkedHashMap<>();
        limits.put("sgd", 2 / lambda);
        limits.put("momentum", momentum);
        limits.put("heavyBall", 2 * (1 + momentum) / lambda);
        told.put("limits", limits);
        return told;
    }

    /** The optimizer's own where it has one above 0. */
    private static double momentum(String optimizer) {
        for (Call.Argument argument : Call.parse(optimizer).arguments()) {
            if ("momentum".equals(argument.key())) {
                double momentum = Double.parseDouble(argument.value().toString());
                return momentum > 0 ? momentum : USUAL_MOMENTUM;
            }
        }
        return USUAL_MOMENTUM;
    }
}
