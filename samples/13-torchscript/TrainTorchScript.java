import io.steadygrad.expression.MethodExpression;
import io.steadygrad.model.Activation;
import io.steadygrad.model.Model;
import io.steadygrad.model.TorchScript;
import io.steadygrad.optimizer.OptimizerExpression;
import io.steadygrad.training.Budget;
import io.steadygrad.training.Examples;
import io.steadygrad.training.Fault;
import io.steadygrad.training.Loss;
import io.steadygrad.training.Recipe;
import io.steadygrad.training.Snapshot;
import io.steadygrad.training.Split;
import io.steadygrad.training.TrainingLoop;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.JitModule;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.QualifiedName;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Trains a TorchScript file in place and saves it back. One batch of 400 comes a thousand times too large. */
public class TrainTorchScript {

    /** What {@code torch.jit.script(model).save("model.pt")} does in Python. */
    static void export(Path file) {
        try (PointerScope scope = new PointerScope()) {
            torch.manual_seed(1);
            JitModule module = new JitModule(new QualifiedName("Classifier"));
            module.register_parameter("hidden", torch.randn(16, 2).requires_grad_(), false);
            module.register_parameter("bias", torch.zeros(16).requires_grad_(), false);
            module.register_parameter(
                    "output", torch.randn(2, 16).div_(new Scalar(4)).requires_grad_(), false);
            module.define("""
                def forward(self, x):
                    hidden = torch.relu(torch.matmul(x, self.hidden.t()) + self.bias)
                    return torch.matmul(hidden, self.output.t())
                """);
            module.save(file.toString());
        }
    }

    /** Is a point inside a circle? */
    static Split points() {
        Random random = new Random(1);
        float[] points = new float[2 * 500];
        float[] inside = new float[500];
        for (int row = 0; row < 500; row++) {
            points[2 * row] = (float) random.nextGaussian();
            points[2 * row + 1] = (float) random.nextGaussian();
            inside[row] = Math.hypot(points[2 * row], points[2 * row + 1]) < 1.18 ? 1 : 0;
        }
        return new Split(Examples.of(points, List.of(2), inside, List.of(), 2), null, null);
    }

    /** Trains the model of one file and writes it to another. */
    static void train(Path file, String method, Path trained) throws Exception {
        Recipe recipe = Recipe.of(
                        Loss.named("cross_entropy"),
                        OptimizerExpression.parse("sgd(lr=0.1, momentum=0.9)").optimizer(),
                        Budget.steps(400))
                .batch(32)
                .method(MethodExpression.parse(method).chain())
                .faults(List.of(new Fault.ScaleBatch(300, 1000)))
                .build();
        TorchScript script = new TorchScript(file, Activation.LINEAR);
        try (Model model = script.build(List.of(2), 0);
                TrainingLoop loop = new TrainingLoop(model, recipe, points())) {
            loop.run();
            script.save(Snapshot.of(model).arrays(), trained);
        }
    }

    static double accuracy(Path file) {
        try (Model model = new TorchScript(file, Activation.LINEAR).build(List.of(2), 0);
                PointerScope scope = new PointerScope()) {
            Examples points = points().train();
            Tensor answers = model.forward(points.features(), false).argmax(new LongOptional(1), false);
            return answers.eq(points.targets())
                    .to(torch.ScalarType.Float)
                    .mean()
                    .item_double();
        }
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("torchscript");
        Path exported = folder.resolve("model.pt");
        Path plain = folder.resolve("plain.pt");
        Path clipped = folder.resolve("clipped.pt");
        export(exported);
        train(exported, "identity", plain);
        train(exported, "autoclip", clipped);
        for (Path file : List.of(exported, plain, clipped)) {
            System.out.printf(Locale.ROOT, "%-12s accuracy %.3f%n", file.getFileName(), accuracy(file));
        }
        if (accuracy(plain) > 0.8 || accuracy(clipped) < 0.9) {
            throw new IllegalStateException("The clipped run should have got over the sick batch");
        }
    }
}
