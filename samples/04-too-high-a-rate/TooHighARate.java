import io.steadygrad.expression.MethodExpression;
import io.steadygrad.health.Diagnosis;
import io.steadygrad.health.Health;
import io.steadygrad.health.Repair;
import io.steadygrad.initializer.Initializer;
import io.steadygrad.model.Activation;
import io.steadygrad.model.Mlp;
import io.steadygrad.model.Model;
import io.steadygrad.model.Norm;
import io.steadygrad.model.Output;
import io.steadygrad.optimizer.OptimizerExpression;
import io.steadygrad.training.Budget;
import io.steadygrad.training.Examples;
import io.steadygrad.training.Loss;
import io.steadygrad.training.Recipe;
import io.steadygrad.training.Split;
import io.steadygrad.training.TrainingLoop;
import io.steadygrad.training.TrainingResult;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Three noisy rings of points, learned with a learning rate that is a hundred times too high. */
public class TooHighARate {
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

    static double train(String name, String method, boolean repair) {
        Mlp network = new Mlp(
                List.of(32, 32),
                Activation.RELU,
                List.of(Initializer.parse("he_uniform")),
                0,
                Norm.NONE,
                new Output(3, Activation.LINEAR));
        Recipe recipe = Recipe.of(
                        Loss.named("cross_entropy"),
                        OptimizerExpression.parse("sgd(lr=20, momentum=0.9)").optimizer(),
                        Budget.epochs(40))
                .batch(32)
                .method(MethodExpression.parse(method).chain())
                .repair(repair)
                .build();
        try (Model model = network.build(List.of(2), 1);
                TrainingLoop loop = new TrainingLoop(model, recipe, rings())) {
            TrainingResult result = loop.run();
            double accuracy = result.metrics().getOrDefault("train_accuracy", Double.NaN);
            System.out.printf(Locale.ROOT, "%-24s accuracy %.3f%n", name, accuracy);
            for (Diagnosis diagnosis : Health.diagnose(result.trace())) {
                if (diagnosis.isVerdict()) {
                    System.out.println("  " + diagnosis.symptom() + ": " + diagnosis.finding());
                }
            }
            for (Repair each : result.repairs()) {
                System.out.println("  after step " + each.step() + ", for " + each.symptom() + ": " + each.detail());
            }
            return accuracy;
        }
    }

    public static void main(String[] arguments) {
        double plain = train("plain", "identity", false);
        double clipped = train("clip_by_global_norm(1)", "clip_by_global_norm(1)", false);
        double right = train("plain, with repair", "identity", true);
        if (plain > 0.6 || clipped > 0.6 || right < 0.9) {
            throw new IllegalStateException(
                    "Repair should have found a way: " + right + " after " + plain + ", " + clipped);
        }
    }
}
