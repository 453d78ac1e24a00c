package io.steadygrad.app;

import io.steadygrad.bench.Rate;
import io.steadygrad.bench.Result;
import io.steadygrad.bench.Times;
import io.steadygrad.spec.Numbers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code steady bench} for people. */
final class BenchTables {
    private BenchTables() {}

    static String text(BenchMachine machine, List<String> notes, List<Rate> rates, List<Result> results) {
        List<String> lines = new ArrayList<>();
        lines.add(machine.processor() + ", " + Words.count(machine.cores(), "core") + "; JDK " + machine.jdk());
        lines.add("kernels: " + machine.kernels() + "; LibTorch " + machine.libTorch());
        notes.forEach(note -> lines.add(Terminal.OUT.yellow("note: " + note)));
        Map<String, List<Result>> tables = new LinkedHashMap<>();
        for (Result result : results) {
            tables.computeIfAbsent(title(result), title -> new ArrayList<>()).add(result);
        }
        tables.forEach((title, rows) -> {
            lines.add("");
            boolean bounded = !Double.isNaN(rows.get(0).boundMicros());
            lines.add(Terminal.OUT.bold(title) + (bounded ? bandwidth(rates, rows.get(0)) : ""));
            table(rows, lines);
            rows.stream().filter(row -> row.name().equals("trial")).forEach(row -> lines.add(perHour(row)));
        });
        lines.add("");
        lines.add("median of n runs (quartiles); bound: bytes read and bytes updated at the rates measured beside it;");
        lines.add("speedup: the peer's time over ours. docs/performance.md says what each row does.");
        return String.join(System.lineSeparator(), lines) + System.lineSeparator();
    }

    private static String title(Result result) {
        return (Double.isNaN(result.boundMicros()) ? "training" : result.size()) + ", "
                + Words.count(result.threads(), "thread");
    }

    private static String bandwidth(List<Rate> rates, Result row) {
        Map<String, String> shown = new LinkedHashMap<>();
        for (Rate rate : rates) {
            if (rate.size().equals(row.size()) && rate.threads() == row.threads()) {
                shown.putIfAbsent(
                        rate.kind(), String.format(Locale.ROOT, "%s %.1f", rate.kind(), rate.gigabytesPerSecond()));
            }
        }
        return shown.isEmpty() ? "" : "; memory in GB/s: " + String.join(", ", shown.values());
    }

    private static void table(List<Result> rows, List<String> lines) {
        Columns columns = new Columns("lrlrrrlrlr")
                .add("work", "steady", "", "n", "bound", "ratio", "peer", "takes", "", "speedup");
        String last = "";
        for (Result row : rows) {
            boolean bounded = !Double.isNaN(row.boundMicros());
            String name = bounded ? row.name() : row.name() + " " + row.size();
            boolean again = name.equals(last);
            last = name;
            Times theirs = row.peerTimes();
            columns.add(
                    again ? "" : name,
                    again ? "" : time(row.times().median()),
                    again ? "" : quartiles(row.times()),
                    again ? "" : String.valueOf(row.times().n()),
                    again || !bounded ? "" : time(row.boundMicros()),
                    again || !bounded ? "" : decimals(row.ratioToBound()),
                    row.peer() == null ? "" : row.peer(),
                    theirs == null ? "" : time(theirs.median()),
                    theirs == null ? "" : quartiles(theirs),
                    theirs == null ? "" : Numbers.format(row.speedup(), 3) + " x");
        }
        lines.addAll(columns.lines());
    }

    private static String perHour(Result trial) {
        return String.format(
                Locale.ROOT,
                "that is %,.0f trials an hour",
                3.6e9 / trial.times().median());
    }

    private static String decimals(double ratio) {
        return String.format(Locale.ROOT, "%.2f", ratio);
    }

    /** In the median's unit. */
    private static String quartiles(Times times) {
        double unit = unit(times.median());
        return "(" + Numbers.format(times.lower() / unit, 3) + "-" + Numbers.format(times.upper() / unit, 3) + ")";
    }

    /** {@code 8.31 us}, {@code 12.4 ms}. */
    private static String time(double micros) {
        return Numbers.format(micros / unit(micros), 3) + (unit(micros) == 1 ? " us" : " ms");
    }

    private static double unit(double micros) {
        return micros < 1000 ? 1 : 1000;
    }
}
