package io.steadygrad.model;

import io.steadygrad.initializer.Initializer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Layers each of which sees the concatenation of all before it: BN-ReLU-conv1x1(4 growth)-BN-ReLU-conv3x3(growth). What the backward
 * pass needs of each layer (its joined input and that normalised, rectified in place) stays; everything else is let
 * go at once.
 */
final class DenseBlock implements Layer {
    private record Step(String name, BatchNorm norm1, Convolution conv1, BatchNorm norm2, Convolution conv2) {}

    private final List<Step> steps = new ArrayList<>();

    DenseBlock(ModelMemory memory, String name, int channels, int layers, int growth, Initializer init) {
        for (int i = 0; i < layers; i++) {
            String step = name + ".denselayer" + (i + 1);
            int inputs = channels + i * growth;
            steps.add(new Step(
                    step,
                    new BatchNorm(memory, step + ".norm1", inputs),
                    Convolution.plain(memory, step + ".conv1", inputs, 4 * growth, 1, 1, init),
                    new BatchNorm(memory, step + ".norm2", 4 * growth),
                    Convolution.plain(memory, step + ".conv2", 4 * growth, growth, 3, 1, init)));
        }
    }

    @Override
    public Tensor forward(Tensor input, boolean training, Tap tap) {
        List<Tensor> parts = new ArrayList<>(List.of(input));
        for (Step step : steps) {
            parts.add(Scoped.compute(() -> {
                Tensor joined = join(parts);
                Tensor narrow = step.conv1()
                        .forward(step.norm1().forward(joined, training, tap).relu_(), training, tap);
                Tensor added = step.conv2()
                        .forward(step.norm2().forward(narrow, training, tap).relu_(), training, tap);
                return tap.through(step.name(), Activation.LINEAR, added);
            }));
        }
        return Scoped.compute(() -> join(parts));
    }

    private static Tensor join(List<Tensor> parts) {
        return torch.cat(new TensorVector(parts.toArray(new Tensor[0])), 1);
    }
}
