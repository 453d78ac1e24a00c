package io.steadygrad.initializer;

/**
 * A weight tensor as initializers see it: output units first, then inputs, then whatever repeats for every pair of them (the
 * cells of a convolution's kernel).
 *
 * @param receptive cells of the kernel; 1 for a matrix
 */
public record WeightShape(int units, int inputs, int receptive) {

    /** Shape {@code [units, inputs, kernel...]}; a vector is one unit per element with one input each. */
    public static WeightShape of(long... shape) {
        int receptive = 1;
        for (int i = 2; i < shape.length; i++) {
            receptive = Math.toIntExact(Math.multiplyExact(receptive, shape[i]));
        }
        return new WeightShape(
                shape.length > 0 ? Math.toIntExact(shape[0]) : 1,
                shape.length > 1 ? Math.toIntExact(shape[1]) : 1,
                receptive);
    }

    /** Numbers that feed one unit. */
    public int fanIn() {
        return Math.multiplyExact(inputs, receptive);
    }

    /** Numbers that one input feeds. */
    public int fanOut() {
        return Math.multiplyExact(units, receptive);
    }

    public int size() {
        return Math.multiplyExact(units, fanIn());
    }
}
