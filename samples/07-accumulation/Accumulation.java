import io.steadygrad.control.GradientControl;
import io.steadygrad.gradient.Elements;
import io.steadygrad.gradient.GradientSet;
import io.steadygrad.gradient.Parameter;
import io.steadygrad.method.Step;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;

/** A regression in plain Java arrays, whose batch of 64 noisy rows comes as 8 micro-batches. */
public class Accumulation {
    static final int FEATURES = 20;
    static final int STEPS = 300;
    static final double RATE = 0.1;

    final double[] weights = new double[FEATURES];
    final double[] gradient = new double[FEATURES];
    final GradientSet gradients = GradientSet.builder()
            .add(Parameter.of("weight", FEATURES), Elements.of(gradient))
            .build();
    final Random random = new Random(1); // the same rows for every way

    /** Adds the gradient of the mean squared error over new rows, times a factor; the true weights are all 1. */
    void backward(int rows, double factor) {
        for (int r = 0; r < rows; r++) {
            double[] row = random.doubles(FEATURES, -1, 1).toArray();
            double error = 5 * random.nextGaussian();
            for (int f = 0; f < FEATURES; f++) {
                error += (weights[f] - 1) * row[f];
            }
            for (int f = 0; f < FEATURES; f++) {
                gradient[f] += factor * 2 * error * row[f] / rows;
            }
        }
    }

    void descend() {
        for (int f = 0; f < FEATURES; f++) {
            weights[f] -= RATE * gradient[f];
        }
    }

    double[] wholeBatch() {
        GradientControl control = GradientControl.of("clip_by_global_norm(0.5)", gradients.layout());
        for (int step = 1; step <= STEPS; step++) {
            Arrays.fill(gradient, 0);
            backward(64, 1);
            control.apply(gradients, Step.of(step));
            descend();
        }
        return weights;
    }

    double[] wrongWay() {
        GradientControl control = GradientControl.of("clip_by_global_norm(0.5)", gradients.layout());
        for (int micro = 1; micro <= 8 * STEPS; micro++) {
            backward(8, 1.0 / 8);
            control.apply(gradients, Step.of(micro)); // clips what was added up so far, again and again
            if (micro % 8 == 0) {
                descend();
                Arrays.fill(gradient, 0);
            }
        }
        return weights;
    }

    double[] rightWay() {
        GradientControl control = GradientControl.of("accumulate(8) | clip_by_global_norm(0.5)", gradients.layout());
        for (int micro = 1; micro <= 8 * STEPS; micro++) {
            Arrays.fill(gradient, 0); // the control keeps the sum
            backward(8, 1);
            if (control.apply(gradients, Step.of(micro)).steps()) {
                descend();
            }
        }
        return weights;
    }

    static double distance(double[] a, double[] b) {
        double squares = 0;
        for (int f = 0; f < FEATURES; f++) {
            squares += (a[f] - b[f]) * (a[f] - b[f]);
        }
        return Math.sqrt(squares);
    }

    public static void main(String[] arguments) {
        double[] truth = new double[FEATURES];
        Arrays.fill(truth, 1);
        double[] whole = new Accumulation().wholeBatch();
        double[] wrong = new Accumulation().wrongWay();
        double[] right = new Accumulation().rightWay();
        String line = "%-26s away from the true weights %.3f, from the whole batch's %.1g%n";
        System.out.printf(Locale.ROOT, line, "whole batch, clipped", distance(whole, truth), 0.0);
        System.out.printf(
                Locale.ROOT, line, "clipped in the inner loop", distance(wrong, truth), distance(wrong, whole));
        System.out.printf(Locale.ROOT, line, "accumulate(8) | clip", distance(right, truth), distance(right, whole));
        if (distance(right, whole) > 1e-12 || distance(wrong, truth) < 1.5 * distance(right, truth)) {
            throw new IllegalStateException("Micro-batches that are accumulated should train as the whole batch does");
        }
    }
}
