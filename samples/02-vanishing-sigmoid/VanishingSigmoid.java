import io.steadygrad.control.GradientControl;
import io.steadygrad.control.Report;
import io.steadygrad.gradient.Scope;
import io.steadygrad.initializer.Initializer;
import io.steadygrad.method.Step;
import io.steadygrad.model.Activation;
import io.steadygrad.model.Mlp;
import io.steadygrad.model.Model;
import io.steadygrad.model.Norm;
import io.steadygrad.model.Output;
import io.steadygrad.optimizer.Descent;
import io.steadygrad.optimizer.OptimizerExpression;
import io.steadygrad.torch.GradientMemory;
import io.steadygrad.torch.LibTorch;
import java.util.List;
import java.util.Locale;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Six layers of sigmoids are to tell whether a point lies in a circle. */
public class VanishingSigmoid {
    static final int STEPS = 2000;

    static double train(String method, String optimizer) {
        Mlp network = new Mlp(
                List.of(16, 16, 16, 16, 16, 16),
                Activation.SIGMOID,
                List.of(Initializer.parse("glorot_uniform")),
                0,
                Norm.NONE,
                new Output(1, Activation.LINEAR));
        torch.manual_seed(1); // the same points for every method
        try (Model model = network.build(List.of(2), 1);
                GradientMemory memory = new GradientMemory(model.weights())) {
            GradientControl control = GradientControl.of(method, model.layout());
            Descent sgd = new Descent(OptimizerExpression.parse(optimizer).optimizer(), memory.gradients());
            double accuracy = 0.5; // a moving average over batches
            double[] norms = {};
            for (int step = 1; step <= STEPS; step++) {
                try (PointerScope scope = new PointerScope()) {
                    Tensor points = torch.randn(64, 2);
                    Tensor inside = points.square().sum(1).lt(new Scalar(2 * Math.log(2))); // half of all points
                    memory.zero();
                    Tensor logits = model.forward(points, true).squeeze(1);
                    torch.binary_cross_entropy_with_logits(logits, inside.to(torch.ScalarType.Float))
                            .backward();
                    Report report = control.step(memory.gradients(), Step.of(step), sgd);
                    if (step == 1) {
                        norms = norms(report);
                    }
                    Tensor correct = logits.gt(new Scalar(0)).eq(inside);
                    accuracy +=
                            0.02 * (correct.to(torch.ScalarType.Float).mean().item_double() - accuracy);
                }
            }
            System.out.printf(
                    Locale.ROOT,
                    "%-34s %-22s accuracy %.3f   first gradient: hidden.0 %.0e, output %.0e%n",
                    method,
                    optimizer,
                    accuracy,
                    norms[0],
                    norms[norms.length - 1]);
            return accuracy;
        }
    }

    /** Of each layer's gradient, before control. */
    static double[] norms(Report report) {
        double[] norms = new double[report.measurements().layout().count(Scope.LAYER)];
        for (int layer = 0; layer < norms.length; layer++) {
            norms[layer] = report.measurements().norm(io.steadygrad.gradient.Norm.L2, Scope.LAYER, layer);
        }
        return norms;
    }

    public static void main(String[] arguments) {
        LibTorch.threads(1);
        double wrong = 0;
        for (String optimizer : List.of("sgd(lr=0.1)", "sgd(lr=1)", "sgd(lr=10)")) {
            wrong = Math.max(wrong, train("identity", optimizer));
        }
        double right = train("normalize(scope=layer)", "sgd(lr=0.1)");
        if (wrong > 0.7 || right < 0.9) {
            throw new IllegalStateException(
                    "Layers of the same pace should have learned: " + right + " after " + wrong);
        }
    }
}
