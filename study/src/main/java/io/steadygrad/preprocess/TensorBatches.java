package io.steadygrad.preprocess;

import io.steadygrad.training.BatchTransform;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/** The part of preprocessing that is done batch by batch, as the training loop calls it; float32 in and out. */
public final class TensorBatches implements BatchTransform {
    private final Preprocessing preprocessing;

    private TensorBatches(Preprocessing preprocessing) {
        this.preprocessing = preprocessing;
    }

    /** {@link BatchTransform#NONE} where nothing is done batch by batch. */
    public static BatchTransform of(Preprocessing preprocessing) {
        return preprocessing.worksOnBatches() ? new TensorBatches(preprocessing) : BatchTransform.NONE;
    }

    @Override
    public Tensor apply(Tensor features) {
        List<Integer> row = preprocessing.inputShape();
        long[] shape = new long[row.size() + 1];
        shape[0] = features.size(0);
        for (int d = 0; d < row.size(); d++) {
            shape[d + 1] = row.get(d);
        }
        Tensor changed = torch.empty(shape, new TensorOptions(torch.ScalarType.Float), new MemoryFormatOptional());
        float[] rows = new float[Math.toIntExact(features.numel())];
        try (PointerScope scope = new PointerScope()) {
            Tensor dense = features.contiguous();
            new FloatPointer(dense.data_ptr()).get(rows);
            new FloatPointer(changed.data_ptr()).put(preprocessing.batch(rows));
        }
        return changed;
    }
}
