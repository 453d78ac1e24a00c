import io.steadygrad.control.GradientControl;
import io.steadygrad.gradient.Elements;
import io.steadygrad.gradient.GradientSet;
import io.steadygrad.gradient.Parameter;
import io.steadygrad.method.Step;
import java.util.Locale;

/** Descent on one weight whose loss has a cliff on the left, a plateau on the right, and its minimum at 0. */
public class ClipAgainstBand {
    static final int STEPS = 200;
    static final double RATE = 0.1;

    /** Of 1 - exp(-w^2 / 2), which is flat far away; of 500 w^2 below -1. */
    static double slope(double w) {
        return w < -1 ? 1000 * w : w * Math.exp(-w * w / 2);
    }

    /** The mean distance from the minimum during the last 20 steps. */
    static double descend(String method, double start) {
        double[] w = {start};
        double[] gradient = {0};
        GradientSet gradients = GradientSet.builder()
                .add(Parameter.of("w", 1), Elements.of(gradient))
                .build();
        GradientControl control = GradientControl.of(method, gradients.layout());
        double sum = 0;
        for (int step = 1; step <= STEPS; step++) {
            gradient[0] = slope(w[0]);
            control.apply(gradients, Step.of(step));
            w[0] -= RATE * gradient[0];
            sum += step > STEPS - 20 ? Math.abs(w[0]) : 0;
        }
        return sum / 20;
    }

    static double[] distances(String method) {
        double cliff = descend(method, -2);
        double plateau = descend(method, 5);
        System.out.printf(Locale.ROOT, "%-48s from the cliff %8.4f, from the plateau %8.4f%n", method, cliff, plateau);
        return new double[] {cliff, plateau};
    }

    public static void main(String[] arguments) {
        double[] plain = distances("identity");
        double[] clip = distances("clip_by_global_norm(1)");
        double[] band = distances("band(0.5, 1, scope=global)");
        double[] closing = distances("band(linear(0.5, 0, 150), 1, scope=global)");
        if (plain[0] < 1 || clip[0] > 0.01 || clip[1] < 4 || band[1] > 0.1 || closing[0] > 0.01 || closing[1] > 0.01) {
            throw new IllegalStateException("A clip should leave the cliff, a band the plateau, too");
        }
    }
}
