package io.steadygrad.testkit;

import static org.assertj.core.api.Assertions.fail;

import io.steadygrad.gradient.Elements;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** Comparisons of named arrays whose failures name the first entry that differs. */
final class Numbers {
    private Numbers() {}

    static Map<String, double[]> of(Map<String, Elements> saved) {
        Map<String, double[]> copy = new TreeMap<>();
        saved.forEach((name, values) -> copy.put(name, values.toArray()));
        return copy;
    }

    static void requireSameBits(String what, Map<String, double[]> found, Map<String, double[]> expected) {
        require(
                what,
                found,
                expected,
                (name, a, b) -> Double.doubleToRawLongBits(a) == Double.doubleToRawLongBits(b) ? "" : "the same bits");
    }

    /** Equal within a part of the largest magnitude in the array. */
    static void requireClose(
            String what, Map<String, double[]> found, Map<String, double[]> expected, double tolerance) {
        requireClose(what, found, expected, name -> tolerance * largest(values(expected, name)));
    }

    /** Equal within an amount for each array. */
    static void requireClose(
            String what,
            Map<String, double[]> found,
            Map<String, double[]> expected,
            ToDoubleFunction<String> tolerance) {
        requireFinite(what, found);
        Map<String, Double> allowed = new TreeMap<>();
        expected.keySet().forEach(name -> allowed.put(name, tolerance.applyAsDouble(name)));
        require(what, found, expected, (name, a, b) -> {
            double within = Objects.requireNonNull(allowed.get(name));
            return a == b || Math.abs(a - b) <= within ? "" : "within " + within;
        });
    }

    static void requireFinite(String what, Map<String, double[]> found) {
        found.forEach((name, values) -> {
            for (int i = 0; i < values.length; i++) {
                if (!Double.isFinite(values[i])) {
                    fail("%s: %s[%d] is %s, not finite", what, name, i, values[i]);
                }
            }
        });
    }

    private interface Comparison {
        /** What does not hold of two entries of an array; empty where all is well. */
        String complaint(String name, double found, double expected);
    }

    private static void require(
            String what, Map<String, double[]> found, Map<String, double[]> expected, Comparison comparison) {
        if (!found.keySet().equals(expected.keySet())) {
            fail("%s: found %s, expected %s", what, found.keySet(), expected.keySet());
        }
        expected.forEach((name, values) -> {
            double[] others = values(found, name);
            for (int i = 0; i < values.length; i++) {
                String complaint = comparison.complaint(name, others[i], values[i]);
                if (!complaint.isEmpty()) {
                    fail("%s: %s[%d] is %s, expected %s (%s)", what, name, i, others[i], values[i], complaint);
                }
            }
        });
    }

    static double[] values(Map<String, double[]> arrays, String name) {
        return Objects.requireNonNull(arrays.get(name), name);
    }

    static double largest(double[] values) {
        double largest = 0;
        for (double value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    /** l2, without overflow or underflow. */
    static double norm(Map<String, double[]> arrays) {
        double largest =
                arrays.values().stream().mapToDouble(Numbers::largest).max().orElse(0);
        if (largest == 0 || Double.isInfinite(largest)) {
            return largest;
        }
        double sum = 0;
        for (double[] values : arrays.values()) {
            for (double value : values) {
                sum += (value / largest) * (value / largest);
            }
        }
        return largest * Math.sqrt(sum);
    }

    static Map<String, double[]> times(double factor, Map<String, double[]> arrays) {
        Map<String, double[]> scaled = new TreeMap<>();
        arrays.forEach((name, values) -> {
            double[] copy = values.clone();
            for (int i = 0; i < copy.length; i++) {
                copy[i] *= factor;
            }
            scaled.put(name, copy);
        });
        return scaled;
    }
}
