package io.steadygrad.rival;

import io.steadygrad.trace.Trace;
import java.util.Arrays;
import java.util.Optional;

/**
 * dlib's rule for going back to the last good state: the loss is not finite, or the slope of a straight line through the losses since the last
 * check is positive with a probability above .99, errors taken as normal; it must hold for all losses and for those without the
 * largest tenth.
 *
 * <p>With n losses, least-squares slope b and residual variance v, P(slope &gt; 0) = Phi(b / sqrt(12 v / (n^3 - n))).
 *
 * <p><b>Source.</b> King, dlib's {@code dnn_trainer} and {@code probability_values_are_increasing_robust}; its check comes with each save of the state,
 * here every {@value #WINDOW} steps. It names no symptom.
 */
public record LossSlope() implements Rival {
    private static final double PROBABILITY = 0.99;
    private static final int WINDOW = 100;

    @Override
    public String name() {
        return "dlib loss slope";
    }

    @Override
    public Optional<Alarm> judge(Trace trace) {
        Trace.Steps steps = trace.steps();
        for (int i = 0; i < steps.size(); i++) {
            if (!Double.isFinite(steps.loss()[i])
                    || (i + 1) % WINDOW == 0 && rises(Arrays.copyOfRange(steps.loss(), i + 1 - WINDOW, i + 1))) {
                return Optional.of(new Alarm(null, steps.step()[i], null));
            }
        }
        return Optional.empty();
    }

    private static boolean rises(double[] losses) {
        double[] sorted = losses.clone();
        Arrays.sort(sorted);
        double limit = sorted[(int) (0.9 * (sorted.length - 1))];
        double[] usual = Arrays.stream(losses).filter(loss -> loss <= limit).toArray();
        return probabilityOfRising(losses) > PROBABILITY && probabilityOfRising(usual) > PROBABILITY;
    }

    /** Of the values' line having a positive slope; 1/2 where all are the same. */
    static double probabilityOfRising(double[] values) {
        int n = values.length;
        double mean = Arrays.stream(values).average().orElse(0);
        double middle = (n - 1) / 2.0;
        double product = 0;
        double spread = 0;
        for (int i = 0; i < n; i++) {
            product += (i - middle) * (values[i] - mean);
            spread += (i - middle) * (i - middle);
        }
        double slope = product / spread;
        double residual = 0;
        for (int i = 0; i < n; i++) {
            double error = values[i] - mean - slope * (i - middle);
            residual += error * error / (n - 2);
        }
        return residual == 0 ? slope == 0 ? 0.5 : slope > 0 ? 1 : 0 : normal(slope / Math.sqrt(residual / spread));
    }

    /** Phi, the standard normal's distribution function (Abramowitz and Stegun 26.2.17, error below 7.5e-8). */
    private static double normal(double x) {
        if (x < 0) {
            return 1 - normal(-x);
        }
        double t = 1 / (1 + 0.2316419 * x);
        double tail = t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
        return 1 - Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI) * tail;
    }
}
