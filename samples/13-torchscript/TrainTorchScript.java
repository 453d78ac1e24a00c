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
import io.steadygrad.training.Save;
import io.steadygrad.training.Split;
import io.steadygrad.training.TrainingLoop;
import io.steadygrad.training.TrainingResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.JitModule;
import org.bytedeco.pytorch.QualifiedName;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Trains a model.pt in place and saves it back. One batch comes a thousand times too large. */
public class TrainTorchScript {

    /** What torch.jit.script(model).save("model.pt") writes in Python; here made without it. */
    static void export(Path file) {
        torch.manual_seed(1);
        try (PointerScope scope = new PointerScope()) {
            JitModule module = new JitModule(new QualifiedName("Classifier"));
            module.register_parameter("hidden", torch.randn(16, 2).requires_grad_(), false);
            module.register_parameter("output", torch.randn(2, 16).mul(new org.bytedeco.pytorch.Scalar(0.25)).requires_grad_(), false);
            module.define(\"""
                    def forward(self, x):
                        return torch.matmul(torch.relu(torch.matmul(x, self.hidden.t())), self.output.t())
                    \""");
            module.save(file.toString());
        }
    }
}
