package io.steadygrad.report.internal.view;

import io.steadygrad.report.internal.run.Series;
import io.steadygrad.report.internal.run.Status;
import io.steadygrad.statistics.Quantiles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A quantity over steps for all runs of a cell: every run, their median and the quartiles over seeds.
 *
 * <p>Steps are cut into equal buckets; each run enters a bucket by its median there, and from the bucket after its end on a diverged run
 * counts as worse than any value. So the median is infinite (drawn as absent) where most runs have diverged, and the band is
 * open towards the worse side where a quarter has.
 *
 * @param step the middle of each bucket
 * @param marks single steps that a claim speaks of, as far as a run got there
 */
public record Curve(
        double[] step, double[] median, double[] low, double[] high, List<RunCurve> runs, List<Marked> marks) {

    /** One run, thinned such that no extreme is lost. */
    public record RunCurve(long seed, String status, long[] step, double[] value) {}

    /** Exactly one step, no bucket: the median over seeds there, infinite where most runs had diverged before. */
    public record Marked(long step, double median) {}

    /** One run's points before thinning. */
    record Source(long seed, Status status, Series points) {}

    static Curve of(List<Source> sources, int buckets, int runBuckets, double worst, List<Long> marks) {
        long last = sources.stream().mapToLong(s -> s.points().lastStep()).max().orElse(0);
        int most = sources.stream().mapToInt(s -> s.points().size()).max().orElse(0);
        int count = Math.min(buckets, most);
        double[][] byRun = new double[sources.size()][];
        List<RunCurve> runs = new ArrayList<>();
        for (int i = 0; i < byRun.length; i++) {
            Source source = sources.get(i);
            byRun[i] = bucketed(source, count, last, worst);
            if (source.points().size() > 0) {
                Series thinned = source.points().thinned(runBuckets);
                runs.add(new RunCurve(source.seed(), source.status().word(), thinned.step(), thinned.value()));
            }
        }
        double[] step = new double[count];
        double[] median = new double[count];
        double[] low = new double[count];
        double[] high = new double[count];
        for (int bucket = 0; bucket < count; bucket++) {
            double[] values = new double[byRun.length];
            for (int i = 0; i < byRun.length; i++) {
                values[i] = byRun[i][bucket];
            }
            Quantiles seen = known(values);
            step[bucket] = (bucket + 0.5) * last / count + 0.5;
            median[bucket] = seen.median();
            low[bucket] = seen.at(0.25);
            high[bucket] = seen.at(0.75);
        }
        List<Marked> marked = marks.stream()
                .filter(mark -> mark >= 1 && mark <= last)
                .map(mark -> new Marked(mark, medianAt(mark, sources, worst)))
                .toList();
        return new Curve(step, median, low, high, runs, marked);
    }

    /** Of a run that is over, nothing is known any more: NaN is left out. */
    private static Quantiles known(double[] values) {
        return new Quantiles(
                Arrays.stream(values).filter(value -> !Double.isNaN(value)).toArray());
    }

    private static double medianAt(long step, List<Source> sources, double worst) {
        double[] values = sources.stream()
                .mapToDouble(source -> {
                    Series points = source.points();
                    int at = Arrays.binarySearch(points.step(), step);
                    double value = at >= 0 ? points.value()[at] : Double.NaN;
                    boolean gone = source.status() == Status.DIVERGED && points.lastStep() <= step;
                    return Double.isNaN(value) && gone ? worst : value;
                })
                .toArray();
        return known(values).median();
    }

    private static double[] bucketed(Source source, int count, long last, double worst) {
        Series points = source.points();
        double[] medians = new double[count];
        int from = 0;
        for (int bucket = 0; bucket < count; bucket++) {
            int to = from;
            while (to < points.size() && bucket(points.step()[to], last, count) <= bucket) {
                to++;
            }
            double[] inside = new double[to - from];
            System.arraycopy(points.value(), from, inside, 0, to - from);
            medians[bucket] = known(inside).median();
            if (Double.isNaN(medians[bucket]) && source.status() == Status.DIVERGED && to == points.size()) {
                medians[bucket] = worst;
            }
            from = to;
        }
        return medians;
    }

    private static int bucket(long step, long last, int count) {
        return (int) Math.min(count - 1L, Math.max(0, (step - 1) * count / Math.max(1, last)));
    }
}
