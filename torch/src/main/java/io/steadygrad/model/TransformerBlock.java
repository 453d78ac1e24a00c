package io.steadygrad.model;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** {@code x + attention(norm1(x))}, then {@code x + feed_forward(norm2(x))}, for x {@code [batch, time, width]}. */
final class TransformerBlock implements Layer {
    private final String name;
    private final int heads;
    private final int width;
    private final Activation activation;
    private final LayerNorm norm1;
    private final Tensor inputWeight;
    private final TensorOptional inputBias;
    private final Dense attentionOutput;
    private final LayerNorm norm2;
    private final Dense widen;
    private final Dense narrow;

    TransformerBlock(ModelMemory memory, String name, Transformer spec) {
        this.name = name;
        this.heads = spec.heads();
        this.width = spec.width();
        this.activation = spec.activation();
        this.norm1 = new LayerNorm(memory, name + ".norm1", width);
        this.inputWeight = memory.blocks(name + ".attention.input.weight", spec.init(), 3, 3L * width, width);
        this.inputBias = memory.optional(memory.constant(name + ".attention.input.bias", 0, 3L * width));
        this.attentionOutput = new Dense(memory, name + ".attention.output", width, width, spec.init(), 0);
        this.norm2 = new LayerNorm(memory, name + ".norm2", width);
        this.widen = new Dense(memory, name + ".feed_forward.0", width, spec.feedForward(), spec.init(), 0);
        this.narrow = new Dense(memory, name + ".feed_forward.1", spec.feedForward(), width, spec.init(), 0);
    }

    @Override
    public Tensor forward(Tensor input, boolean training, Tap tap) {
        Tensor attended = attentionOutput.forward(attend(norm1.forward(input, training, tap), tap), training, tap);
        Tensor middle = tap.through(name + ".attention", input.add(attended));
        Tensor wide = activation.apply(widen.forward(norm2.forward(middle, training, tap), training, tap));
        return tap.through(name + ".feed_forward", middle.add(narrow.forward(wide, training, tap)));
    }

    private Tensor attend(Tensor x, Tap tap) {
        long batch = x.size(0);
        long time = x.size(1);
        TensorVector parts = tap.sum(name + ".attention.input", torch.linear(x, inputWeight, inputBias))
                .chunk(3, 2);
        Tensor mixed = torch.scaled_dot_product_attention(
                perHead(parts.get(0), batch, time),
                perHead(parts.get(1), batch, time),
                perHead(parts.get(2), batch, time));
        return mixed.transpose(1, 2).reshape(batch, time, width);
    }

    private Tensor perHead(Tensor x, long batch, long time) {
        return x.reshape(batch, time, heads, width / heads).transpose(1, 2);
    }
}
