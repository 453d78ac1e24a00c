package io.steadygrad.dl4j;

import io.steadygrad.gradient.Elements;
import io.steadygrad.gradient.GradientSet;
import io.steadygrad.gradient.Parameter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.nn.api.Trainable;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.NoOp;

/**
 * The one vector in which Deeplearning4j keeps all gradients, as core sees it: a view for each parameter that is trained. Running statistics of batch
 * normalisation lie in the same vector and are no gradients: they are left out, as frozen layers are.
 */
final class FlatGradients {
    private final Names names;
    private @Nullable GradientSet set;
    private long gradientAddress;
    private long weightAddress;

    /** What the network's own tables of parameters call a layer. */
    interface Names {
        String of(int place, Trainable layer);
    }

    FlatGradients(Names names) {
        this.names = names;
    }

    /**
     * @param layers in the order of the vectors
     * @param weights all parameters
     * @param gradients of all parameters
     */
    GradientSet of(Trainable[] layers, INDArray weights, INDArray gradients) {
        long weightsNow = address(weights, 0);
        long gradientsNow = address(gradients, 0);
        GradientSet known = set;
        if (known == null || weightsNow != weightAddress || gradientsNow != gradientAddress) {
            known = views(layers, weights, gradients);
            set = known;
            weightAddress = weightsNow;
            gradientAddress = gradientsNow;
        }
        return known;
    }

    private GradientSet views(Trainable[] layers, INDArray weights, INDArray gradients) {
        GradientSet.Builder builder = GradientSet.builder();
        for (int i = 0; i < layers.length; i++) {
            Trainable layer = layers[i];
            if (layer.numParams() > 0) {
                String name = names.of(i, layer);
                for (Map.Entry<String, INDArray> each : layer.paramTable(false).entrySet()) {
                    if (isTrained(layer, each.getKey())) {
                        INDArray weight = each.getValue();
                        long from = weight.offset() - weights.offset();
                        Parameter parameter = parameter(name, each.getKey(), weight);
                        builder.add(
                                parameter,
                                elements(gradients, from, weight.length()),
                                elements(weights, from, weight.length()));
                    }
                }
            }
        }
        GradientSet built = builder.build();
        if (built.size() == 0) {
            throw new IllegalStateException(
                    "The network has no parameter that is trained: all layers are frozen, or have no parameters");
        }
        return built;
    }

    private static boolean isTrained(Trainable layer, String key) {
        return layer.updaterDivideByMinibatch(key) && !(layer.getConfig().getUpdaterByParam(key) instanceof NoOp);
    }

    /** Memory in Fortran's order is that of the reversed shape in C's, with the units (the last dimension of a weight there) first. */
    private static Parameter parameter(String layer, String key, INDArray weight) {
        List<Long> shape = new ArrayList<>();
        for (long dimension : weight.shape()) {
            shape.add(dimension);
        }
        boolean vector = weight.isVector();
        if (vector) {
            shape = List.of(weight.length());
        } else if (weight.ordering() == 'f') {
            Collections.reverse(shape);
        }
        return new Parameter(layer + "_" + key, layer, shape, 0, "default");
    }

    private static long address(INDArray flat, long from) {
        return flat.data().address() + (flat.offset() + from) * flat.dataType().width();
    }

    private static Elements elements(INDArray flat, long from, long count) {
        Pointer at = new At(address(flat, from));
        if (flat.dataType() == DataType.FLOAT) {
            return Elements.of(new FloatPointer(at).capacity(count).asBuffer());
        }
        if (flat.dataType() == DataType.DOUBLE) {
            return Elements.of(new DoublePointer(at).capacity(count).asBuffer());
        }
        throw new IllegalStateException(
                "Gradients can be controlled in FLOAT and DOUBLE, but the network is of type " + flat.dataType());
    }

    private static final class At extends Pointer {
        At(long where) {
            address = where;
        }
    }
}
