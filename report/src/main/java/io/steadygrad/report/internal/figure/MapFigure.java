package io.steadygrad.report.internal.figure;

import io.steadygrad.report.internal.drawing.Drawing;
import io.steadygrad.report.internal.drawing.Shape.Anchor;
import io.steadygrad.report.internal.run.Status;
import io.steadygrad.report.internal.run.Trial;
import io.steadygrad.report.internal.view.Cell;
import io.steadygrad.report.internal.view.FactorMap;
import io.steadygrad.report.internal.view.Metric;
import io.steadygrad.report.internal.view.Words;
import java.util.Arrays;
import java.util.List;

/** Success rate (left) and median final metric (right) over two factors of the grid. */
final class MapFigure {

    private static final double LEFT = 78;
    private static final double GAP = 80;

    private MapFigure() {}

    static Drawing of(FactorMap map) {
        List<String> xs = map.x().levels(map.cells());
        List<String> ys = map.y().levels(map.cells());
        double wide = Math.max(36, Math.min(70, 280.0 / xs.size()));
        double high = Math.max(22, Math.min(46, 260.0 / ys.size()));
        double plot = wide * xs.size();
        String held = map.fixed().isEmpty() ? "" : "  (" + String.join(", ", map.fixed()) + ")";
        Drawing drawing = new Drawing(
                LEFT + plot + GAP + plot + 20,
                66 + high * ys.size() + 44,
                "Outcome on " + map.one().workload().name() + " over " + map.x().name() + " and "
                        + map.y().name());
        drawing.bold(
                Drawing.fitted(map.one().workload().name() + held, 13, drawing.width() - 24),
                12,
                15,
                13,
                Palette.INK,
                Anchor.START);
        Pool[][] pools = pools(map, xs, ys);
        boolean target = map.one().workload().target() != null;
        Metric metric = map.one().metric();
        double[] medians = Arrays.stream(pools)
                .flatMap(Arrays::stream)
                .mapToDouble(Pool::median)
                .filter(Double::isFinite)
                .toArray();
        Scale scale = Scale.over(medians);
        for (int side = 0; side < 2; side++) {
            double left = LEFT + side * (plot + GAP);
            drawing.text(
                    side == 0
                            ? target ? "runs that reached the target" : "runs that stayed finite"
                            : "median " + metric.words(),
                    left,
                    46,
                    10.5,
                    Palette.INK,
                    Anchor.START);
            for (int x = 0; x < xs.size(); x++) {
                for (int y = 0; y < ys.size(); y++) {
                    cell(
                            drawing,
                            left + x * wide,
                            58 + (ys.size() - 1 - y) * high,
                            wide,
                            high,
                            pools[x][y],
                            side == 0,
                            scale,
                            metric);
                }
                drawing.text(
                        Drawing.fitted(xs.get(x), Panel.SMALL, wide),
                        left + (x + 0.5) * wide,
                        58 + ys.size() * high + 10,
                        Panel.SMALL,
                        Palette.SOFT,
                        Anchor.MIDDLE);
            }
            for (int y = 0; y < ys.size(); y++) {
                drawing.text(
                        Drawing.fitted(ys.get(y), Panel.SMALL, LEFT - 28),
                        left - 6,
                        58 + (ys.size() - 0.5 - y) * high,
                        Panel.SMALL,
                        Palette.SOFT,
                        Anchor.END);
            }
            drawing.text(map.x().name(), left + plot / 2, 58 + ys.size() * high + 27, 10.5, Palette.INK, Anchor.MIDDLE);
            drawing.upwards(map.y().name(), left - LEFT + 14, 58 + ys.size() * high / 2, 10.5, Palette.INK);
        }
        return drawing;
    }

    /** The runs of the cells that meet at one place. */
    private record Pool(int n, int good, long diverged, double median) {}

    private static Pool[][] pools(FactorMap map, List<String> xs, List<String> ys) {
        Pool[][] pools = new Pool[xs.size()][ys.size()];
        for (int x = 0; x < xs.size(); x++) {
            for (int y = 0; y < ys.size(); y++) {
                pools[x][y] = pool(map, map.at(xs.get(x), ys.get(y)));
            }
        }
        return pools;
    }

    private static Pool pool(FactorMap map, List<Cell> cells) {
        Metric metric = map.one().metric();
        List<Trial> trials = cells.stream()
                .flatMap(cell -> cell.trials().stream())
                .filter(Trial::counts)
                .toList();
        long diverged = trials.stream()
                .filter(trial -> trial.status() == Status.DIVERGED)
                .count();
        double worst = metric.higherIsBetter() ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        double[] ranked = trials.stream()
                .mapToDouble(trial -> trial.status() == Status.DIVERGED ? worst : trial.metric(metric.name()))
                .filter(value -> !Double.isNaN(value))
                .sorted()
                .toArray();
        double median =
                ranked.length == 0 ? Double.NaN : (ranked[(ranked.length - 1) / 2] + ranked[ranked.length / 2]) / 2;
        boolean target = map.one().workload().target() != null;
        int good = (int) trials.stream()
                .filter(trial -> target ? trial.reachedTarget() : trial.status() == Status.COMPLETED)
                .count();
        return new Pool(trials.size(), good, diverged, median);
    }

    private static void cell(
            Drawing drawing,
            double x,
            double y,
            double wide,
            double high,
            Pool pool,
            boolean rate,
            Scale scale,
            Metric metric) {
        double middleX = x + wide / 2;
        double middleY = y + high / 2;
        if (pool.n() == 0) {
            return;
        }
        if (!rate && !Double.isFinite(pool.median())) {
            drawing.box(x + 1, y + 1, wide - 2, high - 2, Palette.FAINT, 1);
            drawing.cross(middleX, middleY, 4, Palette.BAD, 1.8);
            return;
        }
        double share = rate ? (double) pool.good() / pool.n() : scale.of(pool.median());
        share = !rate && !metric.higherIsBetter() ? 1 - share : share;
        drawing.box(x + 1, y + 1, wide - 2, high - 2, Palette.shade(share), 1);
        int ink = Palette.onShade(share);
        boolean two = rate && pool.diverged() > 0 && high > 30;
        drawing.text(
                rate ? pool.good() + "/" + pool.n() : Words.number(pool.median()),
                middleX,
                two ? middleY - 6 : middleY,
                10,
                ink,
                Anchor.MIDDLE);
        if (two) {
            drawing.cross(middleX - 5, middleY + 7, 2.4, ink, 1.2);
            drawing.text(Long.toString(pool.diverged()), middleX + 3, middleY + 7, 9, ink, Anchor.START);
        }
    }
}
