package io.steadygrad.report.internal.figure;

import io.steadygrad.report.internal.view.Words;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Maps values onto [0, 1], linearly or by logarithm; knows round numbers between its ends. */
record Scale(double low, double high, boolean log) {

    /** Over finite values with a little room; logarithmic when they are positive and span more than two decades. */
    static Scale over(double[] values, double... mustShow) {
        double[] all = Arrays.stream(values).filter(Double::isFinite).toArray();
        double[] more = Arrays.stream(mustShow).filter(Double::isFinite).toArray();
        double low = Math.min(min(all), min(more));
        double high = Math.max(max(all), max(more));
        if (low > high) {
            return new Scale(0, 1, false);
        }
        if (low > 0 && high / low > 100) {
            double room = Math.pow(high / low, 0.04);
            return new Scale(low / room, high * room, true);
        }
        double room = high > low ? 0.04 * (high - low) : low == 0 ? 0.5 : 0.1 * Math.abs(low);
        return new Scale(low - room, high + room, false);
    }

    /** Whole decades around positive values. */
    static Scale decades(double[] values) {
        double[] positive = Arrays.stream(values)
                .filter(value -> value > 0 && Double.isFinite(value))
                .toArray();
        if (positive.length == 0) {
            return new Scale(0.1, 10, true);
        }
        double low = Math.pow(10, Math.floor(Math.log10(min(positive))));
        double high = Math.pow(10, Math.ceil(Math.log10(max(positive) * 1.0001)));
        return new Scale(low, Math.max(high, 10 * low), true);
    }

    /** 0 at the low end, 1 at the high end; NaN for what a logarithmic scale cannot show. */
    double of(double value) {
        if (log) {
            return value > 0 ? Math.log(value / low) / Math.log(high / low) : Double.NaN;
        }
        return (value - low) / (high - low);
    }

    /** About {@code count} round numbers inside. */
    List<Double> ticks(int count) {
        List<Double> ticks = new ArrayList<>();
        if (log) {
            int from = (int) Math.ceil(Math.log10(low) - 1e-9);
            int to = (int) Math.floor(Math.log10(high) + 1e-9);
            int every = Math.max(1, (int) Math.ceil((to - from) / (double) count));
            for (int exponent = from; exponent <= to; exponent += every) {
                ticks.add(Math.pow(10, exponent));
            }
            if (ticks.size() > 1) {
                return ticks;
            }
            return List.of(low, high);
        }
        double raw = (high - low) / count;
        double unit = Math.pow(10, Math.floor(Math.log10(raw)));
        double step = 10 * unit;
        for (double factor : new double[] {5, 2.5, 2, 1}) {
            step = factor * unit >= raw ? factor * unit : step;
        }
        for (double tick = Math.ceil(low / step - 1e-9) * step; tick <= high + 1e-9 * step; tick += step) {
            ticks.add(Math.abs(tick) < step / 1e6 ? 0 : tick);
        }
        return ticks;
    }

    /** A tick as text: powers of ten on a logarithmic scale. */
    String label(double tick) {
        if (log) {
            double exponent = Math.log10(tick);
            boolean power = Math.abs(exponent - Math.rint(exponent)) < 1e-6;
            if (power && (exponent < -3 || exponent > 3)) {
                return Words.power((int) Math.rint(exponent));
            }
        }
        return Math.abs(tick) >= 1000 && Math.abs(tick) < 1e6 && tick == Math.rint(tick)
                ? Long.toString((long) tick)
                : Words.number(tick);
    }

    private static double min(double[] values) {
        return Arrays.stream(values).min().orElse(Double.POSITIVE_INFINITY);
    }

    private static double max(double[] values) {
        return Arrays.stream(values).max().orElse(Double.NEGATIVE_INFINITY);
    }
}
