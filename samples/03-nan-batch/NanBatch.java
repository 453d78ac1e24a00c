import io.steadygrad.control.GradientControl;
import io.steadygrad.control.Report;
import io.steadygrad.method.Step;
import io.steadygrad.model.Activation;
import io.steadygrad.model.ModuleModel;
import io.steadygrad.torch.GradientMemory;
import io.steadygrad.torch.LibTorch;
import java.util.Locale;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.SequentialImpl;
import org.bytedeco.pytorch.TanhImpl;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** LibTorch's own network, optimizer and clipping; the inputs of one batch of 300 hold a single NaN. */
public class NanBatch {
    static final int STEPS = 300;

    /** LibTorch's generator makes weights and batches: the same ones every time. */
    static SequentialImpl network() {
        torch.manual_seed(1);
        SequentialImpl network = new SequentialImpl();
        network.push_back(new LinearImpl(10, 32));
        network.push_back(new TanhImpl());
        network.push_back(new LinearImpl(32, 1));
        return network;
    }

    static Tensor loss(SequentialImpl network, int step) {
        Tensor rows = torch.randn(32, 10);
        Tensor targets = rows.select(1, 0).mul(rows.select(1, 1)).unsqueeze(1);
        if (step == 100) {
            rows.select(0, 0).select(0, 3).fill_(new Scalar(Double.NaN));
        }
        return torch.mse_loss(network.forward(rows), targets);
    }

    static double wrongWay() {
        try (PointerScope scope = new PointerScope()) {
            SequentialImpl network = network();
            Adam adam = new Adam(network.parameters(), new AdamOptions(0.01));
            double last = 0;
            for (int step = 1; step <= STEPS; step++) {
                adam.zero_grad();
                Tensor loss = loss(network, step);
                loss.backward();
                torch.clip_grad_norm_(network.parameters(), 1); // NaN / NaN: now all gradients are
                adam.step();
                last = loss.item_double();
            }
            return last;
        }
    }

    static double rightWay() {
        try (PointerScope scope = new PointerScope()) {
            SequentialImpl network = network();
            Adam adam = new Adam(network.parameters(), new AdamOptions(0.01));
            ModuleModel model = ModuleModel.of(network, network::forward, Activation.LINEAR);
            GradientMemory gradients = new GradientMemory(model.weights());
            GradientControl control = GradientControl.of("clip_by_global_norm(1)", model.layout());
            double last = 0;
            for (int step = 1; step <= STEPS; step++) {
                gradients.zero();
                Tensor loss = loss(network, step);
                loss.backward();
                Report report = control.apply(gradients.gradients(), Step.of(step));
                if (report.steps()) {
                    adam.step();
                } else {
                    System.out.println("  step " + step + " rejected: " + report.reason());
                }
                last = loss.item_double();
            }
            gradients.close();
            model.close();
            return last;
        }
    }

    public static void main(String[] arguments) {
        LibTorch.threads(1);
        double wrong = wrongWay();
        System.out.printf(Locale.ROOT, "clip_grad_norm_            loss %.4f%n", wrong);
        double right = rightWay();
        System.out.printf(Locale.ROOT, "clip_by_global_norm(1)     loss %.4f%n", right);
        if (!Double.isNaN(wrong) || !(right < 0.5)) {
            throw new IllegalStateException("The rejected step should have saved the run: " + right + ", not " + wrong);
        }
    }
}
