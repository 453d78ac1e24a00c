package io.steadygrad.tensorflow;

import io.steadygrad.gradient.Norm;
import io.steadygrad.gradient.Parameter;
import io.steadygrad.method.Band;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat64;

/** What a {@link Band} multiplies or replaces, as operations of a graph, in float64. */
final class GraphBands {
    private GraphBands() {}

    /** The factor of groups with these magnitudes: 1 inside the band, at its borders, at zero, and for what lies below the floor. */
    static Operand<TFloat64> factors(Ops tf, Band band, Operand<TFloat64> magnitudes) {
        Operand<TFloat64> one = tf.constant(1.0);
        if (band.low() == 0) {
            // At zero the quotient is infinite.
            return tf.math.minimum(tf.math.div(tf.constant(band.high()), magnitudes), one);
        }
        Operand<TFloat64> factors = tf.math.div(GraphNorms.clip(tf, magnitudes, band.low(), band.high()), magnitudes);
        if (band.maxFactor() < Double.POSITIVE_INFINITY) {
            factors = tf.math.minimum(factors, tf.constant(band.maxFactor()));
        }
        return tf.select(left(tf, band, magnitudes), tf.onesLike(factors), factors);
    }

    /** The factor of each output unit of a tensor, in a shape that meets every entry of it. */
    static Operand<TFloat64> units(Ops tf, Band band, Parameter parameter, Operand<TFloat64> values) {
        Norm norm = band.norm();
        int[] axes = GraphNorms.axes(parameter.rank(), parameter.rank() <= 1 ? -1 : parameter.unitAxis());
        Operand<TFloat64> magnitudes = GraphNorms.along(tf, values, norm.p(), axes, true);
        if (norm.mean()) {
            double count = Math.max(1, (double) parameter.size() / parameter.units());
            magnitudes = tf.math.mul(magnitudes, tf.constant(Math.pow(count, -1 / norm.p())));
        }
        return factors(tf, band, magnitudes);
    }

    /** Every entry brought into the band. */
    static Operand<TFloat64> entries(Ops tf, Band band, Operand<TFloat64> values) {
        Operand<TFloat64> magnitudes = tf.math.abs(values);
        Operand<TFloat64> wanted = GraphNorms.clip(tf, magnitudes, band.low(), band.high());
        if (band.maxFactor() < Double.POSITIVE_INFINITY) {
            Operand<TFloat64> most = tf.math.mul(magnitudes, tf.constant(band.maxFactor()));
            wanted = tf.select(tf.math.greater(wanted, magnitudes), tf.math.minimum(wanted, most), wanted);
        }
        return tf.select(left(tf, band, magnitudes), values, tf.math.mul(wanted, tf.math.sign(values)));
    }

    private static Operand<TBool> left(Ops tf, Band band, Operand<TFloat64> magnitudes) {
        Operand<TBool> zero = tf.math.equal(magnitudes, tf.constant(0.0));
        double floor = Math.min(band.low(), band.floor());
        return floor > 0 ? tf.math.logicalOr(zero, tf.math.less(magnitudes, tf.constant(floor))) : zero;
    }
}
