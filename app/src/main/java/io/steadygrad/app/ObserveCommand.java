package io.steadygrad.app;

import io.steadygrad.control.GradientControl;
import io.steadygrad.control.Report;
import io.steadygrad.formats.GradientArrays;
import io.steadygrad.formats.NdArray;
import io.steadygrad.gradient.Norm;
import io.steadygrad.gradient.Parameter;
import io.steadygrad.gradient.Scope;
import io.steadygrad.measure.Measurements;
import io.steadygrad.measure.NonFinite;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures the gradients of a file and changes nothing. */
@Command(name = "observe", description = "Measure the gradients in an .npz file: norms, largest entries, zeros, NaN.")
final class ObserveCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--gradients",
            required = true,
            paramLabel = "G.npz",
            description = "The gradients, one array per parameter: float16, float32 or float64.")
    private Path gradients;

    @Option(names = "--json", description = "Print JSON instead of a table; numbers that are not finite are null.")
    private boolean json;

    @SuppressWarnings("NullAway.Init")
    ObserveCommand() {}

    /** What is said about one tensor, or about all together. */
    private record Row(
            String name,
            @Nullable Parameter parameter,
            String dtype,
            long entries,
            double l2,
            double largest,
            double mean,
            long zeros,
            NonFinite nonFinite) {

        private double zeroShare() {
            return entries == 0 ? 0 : (double) zeros / entries;
        }

        private Map<String, @Nullable Object> json() {
            Map<String, @Nullable Object> json = new LinkedHashMap<>();
            if (parameter != null) {
                json.put("name", name);
                json.put("layer", parameter.layer());
                json.put("shape", parameter.shape());
                json.put("dtype", dtype);
            }
            json.put("entries", entries);
            json.put("l2", Json.finite(l2));
            json.put("linf", Json.finite(largest));
            json.put("mean", Json.finite(mean));
            json.put("zeroShare", zeroShare());
            Map<String, Object> counts = Json.of(nonFinite);
            if (parameter != null) {
                counts.remove("tensors");
            }
            json.put("nonFinite", counts);
            return json;
        }

        private String[] cells() {
            return new String[] {
                name,
                parameter == null ? Words.count(entries, "entry") : shape(parameter),
                dtype,
                Words.number(l2),
                Words.number(largest),
                Words.number(mean),
                String.format(Locale.ROOT, "%.1f %%", 100 * zeroShare()),
                notFinite()
            };
        }

        private static String shape(Parameter parameter) {
            return parameter.rank() == 0
                    ? "scalar"
                    : String.join(
                            "x",
                            parameter.shape().stream().map(Object::toString).toList());
        }

        private String notFinite() {
            List<String> parts = new ArrayList<>();
            add(parts, nonFinite.nan(), "NaN");
            add(parts, nonFinite.positiveInfinity(), "+Inf");
            add(parts, nonFinite.negativeInfinity(), "-Inf");
            return parts.isEmpty() ? "-" : String.join(", ", parts);
        }

        private static void add(List<String> parts, long count, String what) {
            if (count > 0) {
                parts.add(count + " " + what);
            }
        }
    }

    @Override
    public Integer call() throws IOException {
        GradientArrays arrays = GradientArrays.read(gradients, false, false);
        Report report = GradientControl.of("identity", arrays.layout()).observe(arrays.gradients(0));
        List<Row> rows = rows(report.measurements(), arrays.arrays());
        Row all = all(rows, report);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Map<String, Object> text = new LinkedHashMap<>();
            text.put("tensors", rows.stream().map(Row::json).toList());
            text.put("global", all.json());
            out.print(Json.text(text));
            out.flush();
            return Exit.DONE;
        }
        Columns table =
                new Columns("lllrrrrl").add("name", "shape", "type", "l2", "max|g|", "mean", "zeros", "not finite");
        rows.forEach(row -> table.add(row.cells()));
        table.add(all.cells());
        List<String> lines = table.fit(Terminal.OUT.interactive() ? Terminal.columns() : Integer.MAX_VALUE);
        for (int i = 0; i < lines.size(); i++) {
            boolean headOrFoot = i == 0 || i == lines.size() - 1;
            out.println(headOrFoot ? Terminal.OUT.bold(lines.get(i)) : lines.get(i));
        }
        return Exit.DONE;
    }

    private static List<Row> rows(Measurements found, Map<String, NdArray> arrays) {
        List<Row> rows = new ArrayList<>();
        List<Parameter> parameters = found.layout().parameters();
        for (int t = 0; t < parameters.size(); t++) {
            Parameter parameter = parameters.get(t);
            NdArray array = Objects.requireNonNull(arrays.get(parameter.name()));
            rows.add(new Row(
                    parameter.name(),
                    parameter,
                    array.type().name().toLowerCase(Locale.ROOT),
                    parameter.size(),
                    found.norm(Norm.L2, Scope.TENSOR, t),
                    found.largest(t),
                    found.mean(t),
                    found.zeros(t),
                    found.nonFiniteOf(t)));
        }
        return rows;
    }

    private static Row all(List<Row> rows, Report report) {
        long entries = rows.stream().mapToLong(Row::entries).sum();
        double largest = rows.stream().mapToDouble(Row::largest).reduce(0, Math::max);
        double sum =
                rows.stream().mapToDouble(row -> row.mean() * row.entries()).sum();
        return new Row(
                "all",
                null,
                "",
                entries,
                report.normBefore(),
                largest,
                entries == 0 ? 0 : sum / entries,
                rows.stream().mapToLong(Row::zeros).sum(),
                report.nonFinite());
    }
}
