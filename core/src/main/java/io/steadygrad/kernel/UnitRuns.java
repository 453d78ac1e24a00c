package io.steadygrad.kernel;

import io.steadygrad.gradient.Parameter;

/** Cuts a block of a tensor into stretches of one output unit each, wherever the unit axis is. */
final class UnitRuns {
    private UnitRuns() {}

    /** Work on entries {@code start .. end - 1} of a block, which all belong to one unit. */
    @FunctionalInterface
    interface Run {
        void accept(double[] block, int start, int end, int unit);
    }

    static void each(Parameter parameter, int firstUnit, double[] block, int from, int count, Run run) {
        long stride = parameter.unitStride();
        int units = parameter.units();
        int i = 0;
        while (i < count) {
            long index = (long) from + i;
            int unit = (int) (index / stride % units);
            int end = units == 1 ? count : (int) Math.min(count, i + stride - index % stride);
            run.accept(block, i, end, firstUnit + unit);
            i = end;
        }
    }
}
