import io.steadygrad.expression.MethodExpression;
import io.steadygrad.initializer.Initializer;
import io.steadygrad.model.Activation;
import io.steadygrad.model.Mlp;
import io.steadygrad.model.Model;
import io.steadygrad.model.Norm;
import io.steadygrad.model.Output;
import io.steadygrad.optimizer.OptimizerExpression;
import io.steadygrad.replay.Replay;
import io.steadygrad.replay.Suggestion;
import io.steadygrad.trace.Trace;
import io.steadygrad.training.Budget;
import io.steadygrad.training.Examples;
import io.steadygrad.training.Fault;
import io.steadygrad.training.Loss;
import io.steadygrad.training.Recipe;
import io.steadygrad.training.Split;
import io.steadygrad.training.TrainingLoop;
import io.steadygrad.training.TrainingResult;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Rings of points; two batches come a hundred times too large. The failed run's record says which limit it needed. */
public class ReplayTrace {
    static final int ROWS = 600;

    static Split rings() {
        Random random = new Random(1);
        float[] points = new float[2 * ROWS];
        float[] classes = new float[ROWS];
        for (int row = 0; row < ROWS; row++) {
            classes[row] = row % 3;
            double radius = 1 + classes[row] + 0.2 * random.nextGaussian();
            double angle = 2 * Math.PI * random.nextDouble();
            points[2 * row] = (float) (radius * Math.cos(angle));
            points[2 * row + 1] = (float) (radius * Math.sin(angle));
        }
        return new Split(Examples.of(points, List.of(2), classes, List.of(), 3), null, null);
    }

    static TrainingResult train(String method) {
        Mlp network = new Mlp(
                List.of(32, 32),
                Activation.RELU,
                List.of(Initializer.parse("he_uniform")),
                0,
                Norm.NONE,
                new Output(3, Activation.LINEAR));
        Recipe recipe = Recipe.of(
                        Loss.named("cross_entropy"),
                        OptimizerExpression.parse("sgd(lr=0.1, momentum=0.9)").optimizer(),
                        Budget.steps(600))
                .batch(32)
                .method(MethodExpression.parse(method).chain())
                .faults(List.of(new Fault.ScaleBatch(250, 100), new Fault.ScaleBatch(500, 100)))
                .build();
        try (Model model = network.build(List.of(2), 1);
                TrainingLoop loop = new TrainingLoop(model, recipe, rings())) {
            return loop.run();
        }
    }

    static double accuracy(TrainingResult result) {
        return result.metrics().getOrDefault("train_accuracy", Double.NaN);
    }

    /** The accuracy of training with a method, and what the method would have done in the recorded run. */
    static double replayAndTrain(String method, Trace recorded) {
        Replay replay = Replay.of(MethodExpression.parse(method), recorded);
        TrainingResult result = train(method);
        System.out.printf(
                Locale.ROOT,
                "%-28s in the record it engages at %5.1f %% of the steps; trained, accuracy %.3f%n",
                method,
                100 * replay.engagedFraction(),
                accuracy(result));
        return accuracy(result);
    }

    public static void main(String[] arguments) {
        TrainingResult failed = train("identity");
        Trace recorded = failed.trace();
        System.out.printf(Locale.ROOT, "recorded: identity, accuracy %.3f%n", accuracy(failed));
        double low = replayAndTrain("clip_by_global_norm(0.001)", recorded);
        double high = replayAndTrain("clip_by_global_norm(100)", recorded);
        replayAndTrain("zclip", recorded);

        // One limit for each of the percentiles 90, 95, 99 of the healthy steps.
        Replay replay = Replay.of(MethodExpression.parse("clip_by_global_norm(1)"), recorded);
        Suggestion suggested = replay.suggestions().get(1);
        double right =
                replayAndTrain(String.format(Locale.ROOT, "clip_by_global_norm(%.2f)", suggested.value()), recorded);
        if (right < 0.9 || Math.max(accuracy(failed), Math.max(low, high)) > 0.6) {
            throw new IllegalStateException("The suggested limit should have held: " + right);
        }
    }
}
