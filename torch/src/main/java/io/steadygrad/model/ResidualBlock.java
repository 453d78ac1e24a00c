package io.steadygrad.model;

import io.steadygrad.initializer.Initializer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** Two or three convolutions, each normalised, whose sum with the block's input is rectified. */
final class ResidualBlock implements Layer {
    private final String name;
    private final List<Convolution> convolutions = new ArrayList<>();
    private final List<BatchNorm> norms = new ArrayList<>();
    private final @Nullable Layer downsample;

    ResidualBlock(
            ModelMemory memory,
            String name,
            int channels,
            int width,
            int stride,
            boolean bottleneck,
            Initializer init) {
        this.name = name;
        int filters = bottleneck ? 4 * width : width;
        if (bottleneck) {
            add(memory, channels, width, 1, 1, init);
            add(memory, width, width, 3, stride, init);
            add(memory, width, filters, 1, 1, init);
        } else {
            add(memory, channels, width, 3, stride, init);
            add(memory, width, filters, 3, 1, init);
        }
        this.downsample = stride == 1 && channels == filters
                ? null
                : Layer.chain(List.of(
                        Convolution.plain(memory, name + ".downsample.0", channels, filters, 1, stride, init),
                        new BatchNorm(memory, name + ".downsample.1", filters)));
    }

    private void add(ModelMemory memory, int channels, int filters, int kernel, int stride, Initializer init) {
        int number = convolutions.size() + 1;
        convolutions.add(Convolution.plain(memory, name + ".conv" + number, channels, filters, kernel, stride, init));
        norms.add(new BatchNorm(memory, name + ".bn" + number, filters));
    }

    @Override
    public Tensor forward(Tensor input, boolean training, Tap tap) {
        return Scoped.compute(() -> {
            Tensor x = input;
            for (int i = 0; i < convolutions.size(); i++) {
                x = norms.get(i).forward(convolutions.get(i).forward(x, training, tap), training, tap);
                if (i + 1 < convolutions.size()) {
                    x = x.relu_();
                }
            }
            Tensor shortcut = downsample == null ? input : downsample.forward(input, training, tap);
            return tap.through(name, Activation.RELU, x.add_(shortcut).relu_());
        });
    }
}
