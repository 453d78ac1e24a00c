package io.steadygrad.report.internal.view;

import io.steadygrad.report.internal.run.Status;
import io.steadygrad.report.internal.run.Trial;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * What the runs of a cell came to.
 *
 * <p>n counts the runs that ended by themselves, completed or diverged; a diverged run counts as worse than any value, so the
 * median is infinite when most runs diverged. The interquartile mean is that of the runs that stayed finite, with a bootstrap
 * 95 % interval; their number is {@code finite}.
 *
 * @param reached runs whose final metric met the target
 * @param low lower end of Wilson's 95 % interval of the success rate
 */
public record Outcome(
        int n,
        int reached,
        double low,
        double high,
        double median,
        int finite,
        double iqm,
        double iqmLow,
        double iqmHigh,
        double engaged) {

    private static final int RESAMPLES = 2000;

    static Outcome of(List<Trial> trials, Metric metric) {
        List<Trial> counted = trials.stream().filter(Trial::counts).toList();
        int n = counted.size();
        int reached = (int) counted.stream().filter(Trial::reachedTarget).count();
        double[] interval = wilson(reached, n);
        double[] ranked = Quantiles.sorted(counted.stream()
                .mapToDouble(t -> t.status() == Status.DIVERGED ? metric.worst() : t.metric(metric.name()))
                .toArray());
        double[] finite = Quantiles.sorted(
                counted.stream().mapToDouble(t -> t.metric(metric.name())).toArray());
        double[] means = resampled(finite);
        return new Outcome(
                n,
                reached,
                interval[0],
                interval[1],
                Quantiles.of(ranked, 0.5),
                finite.length,
                interquartileMean(finite),
                Quantiles.of(means, 0.025),
                Quantiles.of(means, 0.975),
                Quantiles.of(
                        Quantiles.sorted(trials.stream()
                                .mapToDouble(Trial::engagedFraction)
                                .toArray()),
                        0.5));
    }

    /** Share of runs that reached the target, NaN without runs. */
    public double rate() {
        return n == 0 ? Double.NaN : (double) reached / n;
    }

    static double[] wilson(int successes, int n) {
        if (n == 0) {
            return new double[] {Double.NaN, Double.NaN};
        }
        double z = 1.959963984540054;
        double rate = (double) successes / n;
        double middle = (rate + z * z / (2 * n)) / (1 + z * z / n);
        double half = z / (1 + z * z / n) * Math.sqrt(rate * (1 - rate) / n + z * z / (4.0 * n * n));
        return new double[] {Math.max(0, middle - half), Math.min(1, middle + half)};
    }

    /** Mean of the middle half, values at its edges counted by the part that lies inside. */
    static double interquartileMean(double[] sorted) {
        double cut = sorted.length / 4.0;
        double sum = 0;
        double weight = 0;
        for (int i = 0; i < sorted.length; i++) {
            double inside = Math.min(i + 1, sorted.length - cut) - Math.max(i, cut);
            if (inside > 0) {
                sum += inside * sorted[i];
                weight += inside;
            }
        }
        return weight == 0 ? Double.NaN : sum / weight;
    }

    private static double[] resampled(double[] finite) {
        if (finite.length < 2) {
            return new double[0];
        }
        Random random = new Random(42);
        return Quantiles.sorted(IntStream.range(0, RESAMPLES)
                .mapToDouble(r -> interquartileMean(Quantiles.sorted(random.ints(finite.length, 0, finite.length)
                        .mapToDouble(i -> finite[i])
                        .toArray())))
                .toArray());
    }
}
