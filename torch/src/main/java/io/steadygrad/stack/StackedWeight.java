package io.steadygrad.stack;

import io.steadygrad.torch.LibTorch;
import java.nio.FloatBuffer;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/** One weight of several members and its gradient, where each of them has it. */
record StackedWeight(List<FloatPointer> values, List<FloatPointer> gradients, List<FloatBuffer> gradientMemory) {

    /** @param index of the weight in the order of the model */
    static StackedWeight of(List<MemberWeights> members, int index) {
        return new StackedWeight(
                members.stream()
                        .map(member -> new FloatPointer(member.values().get(index)))
                        .toList(),
                members.stream()
                        .map(member -> new FloatPointer(member.gradients().get(index)))
                        .toList(),
                members.stream().map(member -> member.gradients().get(index)).toList());
    }

    int members() {
        return values.size();
    }

    /** A tensor that stays until it is released. */
    static Tensor zeros(long... shape) {
        try (PointerScope scope = new PointerScope()) {
            return LibTorch.keep(torch.zeros(shape, new TensorOptions(torch.ScalarType.Float)));
        }
    }
}
