package io.steadygrad.device;

import io.steadygrad.torch.LibTorch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** Numbers on their way from a device to the host: asked for one by one, fetched all together, which is one synchronisation. */
final class Transfer {
    private final List<Tensor> asked = new ArrayList<>();
    private final List<Consumer<double[]>> takers = new ArrayList<>();

    /** @param numbers float64, kept until they are fetched */
    void ask(Tensor numbers, Consumer<double[]> taker) {
        asked.add(LibTorch.keep(numbers.reshape(-1)));
        takers.add(taker);
    }

    /** Hands every taker its numbers, in the order in which they were asked for. */
    void fetch() {
        if (asked.isEmpty()) {
            return;
        }
        try (PointerScope scope = new PointerScope()) {
            Tensor all = torch.cat(new TensorVector(asked.toArray(Tensor[]::new)));
            double[] numbers = toArray(all);
            int start = 0;
            for (int i = 0; i < takers.size(); i++) {
                int end = start + Math.toIntExact(asked.get(i).numel());
                takers.get(i).accept(Arrays.copyOfRange(numbers, start, end));
                start = end;
            }
        }
        asked.forEach(LibTorch::release);
        asked.clear();
        takers.clear();
    }

    static double[] toArray(Tensor tensor) {
        double[] numbers = new double[Math.toIntExact(tensor.numel())];
        if (numbers.length > 0) {
            Tensor host = tensor.toType(torch.ScalarType.Double).cpu().contiguous();
            new DoublePointer(host.data_ptr()).get(numbers);
        }
        return numbers;
    }
}
