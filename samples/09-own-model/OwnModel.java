import io.steadygrad.control.GradientControl;
import io.steadygrad.method.Step;
import io.steadygrad.model.Activation;
import io.steadygrad.model.ModuleModel;
import io.steadygrad.optimizer.Descent;
import io.steadygrad.optimizer.OptimizerExpression;
import io.steadygrad.torch.GradientMemory;
import io.steadygrad.torch.LibTorch;
import java.util.Locale;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** A network written in Java on LibTorch's modules: two branches whose product is the answer. */
public class OwnModel {
    static final int STEPS = 1000;

    /** @param registersAll whether the branch on the right is, too */
    static class Product extends Module {
        final LinearImpl left = new LinearImpl(4, 2);
        final LinearImpl right = new LinearImpl(4, 2);
        final LinearImpl output = new LinearImpl(2, 1);

        Product(boolean registersAll) {
            register_module("left", left);
            if (registersAll) {
                register_module("right", right);
            }
            register_module("output", output);
        }

        Tensor forward(Tensor rows) {
            return output.forward(left.forward(rows).tanh().mul(right.forward(rows)));
        }
    }

    static double train(boolean registersAll) {
        torch.manual_seed(1); // the same weights and batches for both
        Product network = new Product(registersAll);
        try (ModuleModel model = ModuleModel.of(network, network::forward, Activation.LINEAR);
                GradientMemory memory = new GradientMemory(model.weights())) {
            GradientControl control = GradientControl.of("clip_by_global_norm(1)", model.layout());
            Descent adam =
                    new Descent(OptimizerExpression.parse("adam(lr=0.01)").optimizer(), memory.gradients());
            double recent = 1;
            for (int step = 1; step <= STEPS; step++) {
                try (PointerScope scope = new PointerScope()) {
                    Tensor rows = torch.randn(64, 4);
                    Tensor targets =
                            rows.select(1, 0).tanh().mul(rows.select(1, 1)).unsqueeze(1);
                    memory.zero();
                    Tensor loss = torch.mse_loss(model.forward(rows, true), targets);
                    loss.backward();
                    control.step(memory.gradients(), Step.of(step), adam);
                    recent += 0.02 * (loss.item_double() - recent);
                }
            }
            System.out.printf(Locale.ROOT, "trains %s%n  loss %.4f%n", model.layout(), recent);
            return recent;
        }
    }

    public static void main(String[] arguments) {
        LibTorch.threads(1);
        double wrong = train(false);
        double right = train(true);
        if (!(right < wrong / 3)) {
            throw new IllegalStateException("All layers should have learned more than some: " + right + ", " + wrong);
        }
    }
}
