package io.steadygrad.study;

import java.util.Arrays;

/** What is expected of many numbers together. */
public enum Moment {
    /** Their mean; its standard error is sd / sqrt(n). */
    MEAN("mean", "mean"),
    /** Their standard deviation, with n - 1; its standard error, for normal numbers, is sd / sqrt(2 (n - 1)). */
    SD("sd", "standard deviation of");

    private final String key;
    private final String words;

    Moment(String key, String words) {
        this.key = key;
        this.words = words;
    }

    /** As study files write it. */
    public String key() {
        return key;
    }

    String words() {
        return words;
    }

    /** NaN for fewer than one number (two for the deviation). */
    double of(double[] values) {
        return this == MEAN ? mean(values) : sd(values);
    }

    /** NaN for fewer than two numbers. */
    double standardError(double[] values) {
        int n = values.length;
        return this == MEAN ? sd(values) / Math.sqrt(n) : sd(values) / Math.sqrt(2.0 * (n - 1));
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElse(Double.NaN);
    }

    private static double sd(double[] values) {
        double mean = mean(values);
        double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
        return values.length < 2 ? Double.NaN : Math.sqrt(squares / (values.length - 1));
    }
}
