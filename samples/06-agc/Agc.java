import io.steadygrad.control.GradientControl;
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
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Networks without normalisation, whose weights begin too large: 2 hidden layers of ReLUs, and 10. */
public class Agc {
    static final int STEPS = 600;

    static double train(String method, int depth) {
        Mlp network = new Mlp(
                Collections.nCopies(depth, 32),
                Activation.RELU,
                List.of(Initializer.parse("orthogonal(gain=2)")),
                0,
                Norm.NONE,
                new Output(1, Activation.LINEAR));
        torch.manual_seed(1); // the same batches for every method
        try (Model model = network.build(List.of(8), 1);
                GradientMemory memory = new GradientMemory(model.weights())) {
            GradientControl control = GradientControl.of(method, model.layout());
            Descent sgd = new Descent(
                    OptimizerExpression.parse("sgd(lr=0.1, momentum=0.9)").optimizer(), memory.gradients());
            double recent = 1; // a moving average over batches; 1 is guessing
            for (int step = 1; step <= STEPS; step++) {
                try (PointerScope scope = new PointerScope()) {
                    Tensor rows = torch.randn(64, 8);
                    Tensor targets = rows.select(1, 0).mul(rows.select(1, 1));
                    memory.zero();
                    Tensor loss = torch.mse_loss(model.forward(rows, true).squeeze(1), targets);
                    loss.backward();
                    control.step(memory.gradients(), Step.of(step), sgd);
                    recent += 0.02 * (loss.item_double() - recent);
                }
            }
            return recent;
        }
    }

    static double[] losses(String method) {
        double shallow = train(method, 2);
        double deep = train(method, 10);
        System.out.printf(Locale.ROOT, "%-24s loss of 2 layers %.3f, of 10 layers %.3f%n", method, shallow, deep);
        return new double[] {shallow, deep};
    }

    public static void main(String[] arguments) {
        LibTorch.threads(1);
        double[] wrong = losses("clip_by_global_norm(10)");
        losses("clip_by_global_norm(1)");
        double[] right = losses("agc(0.1)");
        double[] tighter = losses("agc(0.01)");
        if (wrong[0] > 0.1 || wrong[1] < 0.5 || right[0] > 0.1 || right[1] > 0.4 || tighter[1] > 0.4) {
            throw new IllegalStateException("A limit relative to the weights should have fitted both networks");
        }
    }
}
