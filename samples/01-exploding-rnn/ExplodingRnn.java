import io.steadygrad.control.GradientControl;
import io.steadygrad.initializer.Initializer;
import io.steadygrad.method.Step;
import io.steadygrad.model.Activation;
import io.steadygrad.model.Cell;
import io.steadygrad.model.Model;
import io.steadygrad.model.Output;
import io.steadygrad.model.Rnn;
import io.steadygrad.model.RnnInit;
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

/** A recurrent network that adds up sequences, with recurrent weights large enough for its gradient to explode. */
public class ExplodingRnn {
    static final int TIME = 40;
    static final int BATCH = 32;
    static final int STEPS = 800;

    static double train(String method) {
        Rnn network = new Rnn(
                Cell.RELU,
                32,
                1,
                new RnnInit(Initializer.parse("orthogonal(gain=1.3)"), Initializer.parse("glorot_uniform")),
                new Output(1, Activation.LINEAR));
        torch.manual_seed(1); // the same sequences for every method
        try (Model model = network.build(List.of(TIME, 1), 1);
                GradientMemory memory = new GradientMemory(model.weights())) {
            GradientControl control =
                    GradientControl.of(method, memory.gradients().layout());
            Descent sgd = new Descent(OptimizerExpression.parse("sgd(lr=0.02)").optimizer(), memory.gradients());
            double largest = 0;
            double recent = 0;
            for (int step = 1; step <= STEPS; step++) {
                try (PointerScope scope = new PointerScope()) {
                    Tensor sequences = torch.randn(BATCH, TIME, 1);
                    Tensor sums = sequences.sum(1).div(new Scalar(Math.sqrt(TIME))); // of variance 1
                    memory.zero();
                    Tensor loss = torch.mse_loss(model.forward(sequences, true), sums);
                    loss.backward();
                    var report = control.step(memory.gradients(), Step.of(step), sgd);
                    largest = Math.max(largest, report.normBefore());
                    recent = step == 1 ? loss.item_double() : 0.95 * recent + 0.05 * loss.item_double();
                }
            }
            System.out.printf(Locale.ROOT, "%-26s loss %10.4g   largest gradient norm %.2g%n", method, recent, largest);
            return recent;
        }
    }

    public static void main(String[] arguments) {
        LibTorch.threads(1);
        double wrong = train("identity");
        double right = train("clip_by_global_norm(1)");
        if (!(right < 0.5) || wrong < right) {
            throw new IllegalStateException("Clipping should have helped: " + right + " after " + wrong);
        }
    }
}
