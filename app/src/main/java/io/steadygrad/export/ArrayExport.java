package io.steadygrad.export;

import io.steadygrad.formats.MatFile;
import io.steadygrad.formats.NdArray;
import io.steadygrad.formats.NpzFile;
import io.steadygrad.formats.SafetensorsFile;
import io.steadygrad.formats.TraceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Files of arrays by name: {@code results}, and for each trial {@code traces/ID} and {@code weights/ID}. */
public enum ArrayExport implements Export {
    /** For NumPy. */
    NPZ {
        @Override
        void write(Path file, Map<String, NdArray> arrays) throws IOException {
            NpzFile.writeCompressed(file, arrays);
        }
    },
    /** For MATLAB and Octave. */
    MAT {
        @Override
        void write(Path file, Map<String, NdArray> arrays) throws IOException {
            MatFile.write(file, arrays);
        }
    },
    /** Texts, which that format has not, are in its metadata, a line each. */
    SAFETENSORS {
        @Override
        void write(Path file, Map<String, NdArray> arrays) throws IOException {
            Map<String, NdArray> numbers = new LinkedHashMap<>();
            Map<String, String> texts = new LinkedHashMap<>();
            arrays.forEach((name, array) -> {
                if (array.type() == NdArray.Type.TEXT) {
                    texts.put(name, String.join("\n", array.toTexts()));
                } else {
                    numbers.put(name, array);
                }
            });
            new SafetensorsFile(numbers, texts).write(file);
        }
    };

    abstract void write(Path file, Map<String, NdArray> arrays) throws IOException;

    private Path file(Path folder, String name) {
        return folder.resolve(name + "." + name().toLowerCase(java.util.Locale.ROOT));
    }

    @Override
    public void results(Path folder, List<Column> columns) throws IOException {
        Map<String, NdArray> arrays = new LinkedHashMap<>();
        columns.forEach(column -> arrays.put(column.name(), column.array()));
        write(file(folder, "results"), arrays);
    }

    @Override
    public void trial(Path folder, Recorded trial) throws IOException {
        write(file(Files.createDirectories(folder.resolve("traces")), trial.id()), TraceFile.arrays(trial.trace()));
        if (!trial.weights().isEmpty()) {
            write(file(Files.createDirectories(folder.resolve("weights")), trial.id()), trial.weights());
        }
    }
}
