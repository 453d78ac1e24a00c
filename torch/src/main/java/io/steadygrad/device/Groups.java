package io.steadygrad.device;

import io.steadygrad.gradient.Layout;
import io.steadygrad.gradient.Scope;
import io.steadygrad.torch.LibTorch;
import java.util.Arrays;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Which tensors share a factor, as tensors on the device: made once, for bringing them there is a wait.
 *
 * @param others a row per group, false where a tensor belongs to it
 * @param sizes elements in each group, at least 1
 * @param of the group of each tensor
 */
record Groups(Tensor others, Tensor sizes, Tensor of) {

    /** @param filled numbers of the tensors in the layout */
    static Groups of(Layout layout, int[] filled, Scope scope, Device device) {
        int groups = layout.count(scope);
        double[] others = new double[groups * filled.length];
        Arrays.fill(others, 1);
        double[] groupOf = new double[filled.length];
        for (int i = 0; i < filled.length; i++) {
            int group = layout.groupOf(scope, filled[i]);
            others[group * filled.length + i] = 0;
            groupOf[i] = group;
        }
        double[] sizes = Arrays.stream(layout.sizes(scope))
                .mapToDouble(size -> Math.max(1, size))
                .toArray();
        try (PointerScope local = new PointerScope()) {
            return new Groups(
                    LibTorch.keep(DeviceTensor.upload(others, device)
                            .view(groups, filled.length)
                            .toType(torch.ScalarType.Bool)),
                    LibTorch.keep(DeviceTensor.upload(sizes, device)),
                    LibTorch.keep(DeviceTensor.upload(groupOf, device).toType(torch.ScalarType.Long)));
        }
    }

    void release() {
        LibTorch.release(others);
        LibTorch.release(sizes);
        LibTorch.release(of);
    }
}
