package io.steadygrad.app;

import io.steadygrad.export.ArrayExport;
import io.steadygrad.export.Column;
import io.steadygrad.export.CsvExport;
import io.steadygrad.export.Export;
import io.steadygrad.export.TensorBoardExport;
import io.steadygrad.formats.NdArray;
import io.steadygrad.formats.NpzFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Writes what a run has recorded in the formats of other tools. */
@Command(
        name = "export",
        description = "Write results, traces and weights of a run for NumPy, MATLAB, spreadsheets or TensorBoard.")
final class ExportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private RunArgument run;

    @Option(
            names = "--format",
            required = true,
            paramLabel = "FORMAT",
            converter = FormatConverter.class,
            description = "npz, mat, csv, tensorboard or safetensors.")
    private Format format;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            description = "Where to write (default: export/FORMAT in DIR; tensorboard in DIR for TensorBoard).")
    private @Nullable Path out;

    @Option(names = "--trial", paramLabel = "ID", description = "One trial; the beginning of its id is enough.")
    private @Nullable String id;

    @SuppressWarnings("NullAway.Init")
    ExportCommand() {}

    /** What a run can be exported to. */
    enum Format {
        NPZ(ArrayExport.NPZ),
        MAT(ArrayExport.MAT),
        CSV(new CsvExport()),
        TENSORBOARD(new TensorBoardExport()),
        SAFETENSORS(ArrayExport.SAFETENSORS);

        private final Export export;

        Format(Export export) {
            this.export = export;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static final class FormatConverter implements ITypeConverter<Format> {
        @Override
        public Format convert(String text) {
            for (Format each : Format.values()) {
                if (each.toString().equals(text)) {
                    return each;
                }
            }
            throw new TypeConversionException("expected npz, mat, csv, tensorboard or safetensors, was '" + text + "'");
        }
    }

    @Override
    public Integer call() throws IOException {
        Path directory = run.directory();
        List<RecordedTrial> trials = run.trials();
        List<RecordedTrial> wanted = id == null ? trials : List.of(RecordedTrial.find(trials, id));
        Path folder = out != null
                ? out
                : format == Format.TENSORBOARD
                        ? directory.resolve("tensorboard")
                        : directory.resolve("export").resolve(format.toString());
        Files.createDirectories(folder);
        format.export.results(folder, columns(directory));
        int written = 0;
        int without = 0;
        for (RecordedTrial trial : wanted) {
            if (trial.trace().isEmpty()) {
                without++;
            } else {
                format.export.trial(
                        folder,
                        new Export.Recorded(
                                trial.id(),
                                trial.workload(),
                                trial.method(),
                                trial.optimizer(),
                                trial.seed(),
                                trial.read(directory),
                                weights(directory, trial)));
                written++;
            }
        }
        spec.commandLine()
                .getOut()
                .println(Words.count(written, "trial") + " written to " + folder
                        + (without == 0 ? "" : "; " + Words.count(without, "trial") + " left no trace"));
        return Exit.DONE;
    }

    private static Map<String, NdArray> weights(Path directory, RecordedTrial trial) throws IOException {
        Path file = directory.resolve("weights").resolve(trial.id() + ".npz");
        return Files.isRegularFile(file) ? NpzFile.read(file) : Map.of();
    }

    /** All that the summary says of each trial in a word or a number. */
    private static List<Column> columns(Path directory) throws IOException {
        JsonNode trials = JsonMapper.shared()
                .readTree(Files.readString(directory.resolve("summary.json")))
                .path("trials");
        Map<String, List<@Nullable JsonNode>> columns = new LinkedHashMap<>();
        int row = 0;
        for (JsonNode trial : trials) {
            int at = row;
            Map<String, JsonNode> values = new LinkedHashMap<>();
            trial.properties().forEach(field -> {
                if (field.getValue().isValueNode()) {
                    values.put(field.getKey(), field.getValue());
                } else if (field.getKey().equals("hyperparameters")
                        || field.getKey().equals("metrics")
                        || field.getKey().equals("control")) {
                    field.getValue().properties().forEach(inner -> values.put(inner.getKey(), inner.getValue()));
                }
            });
            values.forEach((name, value) -> {
                List<@Nullable JsonNode> column = columns.computeIfAbsent(name, absent -> new ArrayList<>());
                while (column.size() < at) {
                    column.add(null);
                }
                column.add(value);
            });
            row++;
        }
        List<Column> made = new ArrayList<>();
        for (Map.Entry<String, List<@Nullable JsonNode>> each : columns.entrySet()) {
            while (each.getValue().size() < row) {
                each.getValue().add(null);
            }
            made.add(new Column(each.getKey(), each.getValue()));
        }
        return made;
    }
}
