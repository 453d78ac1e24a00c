package io.steadygrad.training;

import io.steadygrad.formats.FormatException;
import io.steadygrad.formats.NdArray;
import io.steadygrad.formats.SafetensorsFile;
import io.steadygrad.gradient.Elements;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything that a run is at one of its steps: weights, buffers, moments, what control, evaluations and record remember, its
 * place in the data. A {@link TrainingLoop} of the same model, recipe and data that {@linkplain TrainingLoop#resume takes it over}
 * goes on bit for bit. A value in Java's memory: training on does not change it.
 */
public final class Checkpoint {
    private static final String VERSION = "steadygrad_checkpoint";

    private final Map<String, NdArray> arrays;
    private final Map<String, String> texts;

    Checkpoint() {
        this(new LinkedHashMap<>(), new LinkedHashMap<>());
    }

    private Checkpoint(Map<String, NdArray> arrays, Map<String, String> texts) {
        this.arrays = arrays;
        this.texts = texts;
    }

    /** How many steps had been made. */
    public long step() {
        return (long) number("step");
    }

    /** The weights and buffers. */
    public Snapshot weights() {
        return new Snapshot(under("model/").arrays());
    }

    /** All numbers by name: {@code model/hidden.0.weight}, {@code optimizer/0/hidden.0.weight}, {@code step}. */
    public Map<String, NdArray> arrays() {
        return Collections.unmodifiableMap(arrays);
    }

    /** Writes it whole or not at all, as a safetensors file that other programs read too. */
    public void write(Path file) throws IOException {
        Map<String, String> metadata = new LinkedHashMap<>(texts);
        metadata.put(VERSION, "1");
        new SafetensorsFile(arrays, metadata).write(file);
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws io.steadygrad.formats.FormatException where the file is missing, damaged, no checkpoint or of another version
     */
    public static Checkpoint read(Path file) throws IOException {
        SafetensorsFile read = SafetensorsFile.read(file);
        String version = read.metadata().get(VERSION);
        if (!"1".equals(version)) {
            throw new FormatException(file
                    + (version == null
                            ? " holds arrays, but it is no checkpoint of a run"
                            : " has the checkpoint version " + version
                                    + ", this program reads version 1; read it with the program that wrote it"));
        }
        Map<String, String> texts = new LinkedHashMap<>(read.metadata());
        texts.remove(VERSION);
        return new Checkpoint(new LinkedHashMap<>(read.arrays()), texts);
    }

    /** Bytes that the numbers take. */
    long bytes() {
        return arrays.values().stream()
                .mapToLong(array -> (long) array.size() * array.type().bytes())
                .sum();
    }

    void put(String name, double... numbers) {
        arrays.put(name, NdArray.of(numbers, List.of(numbers.length)));
    }

    void put(String name, String text) {
        texts.put(name, text);
    }

    void put(String prefix, Map<String, NdArray> all) {
        all.forEach((name, array) -> arrays.put(prefix + name, array));
    }

    void putElements(String prefix, Map<String, Elements> all) {
        all.forEach((name, elements) -> {
            NdArray.Type type = elements.type().bytes() == 8 ? NdArray.Type.FLOAT64 : NdArray.Type.FLOAT32;
            NdArray array = NdArray.zeros(type, List.of(elements.size()));
            array.elements().copyFrom(elements);
            arrays.put(prefix + name, array);
        });
    }

    /** All of another one, its names behind a prefix. */
    void put(String prefix, Checkpoint part) {
        put(prefix, part.arrays);
        part.texts.forEach((name, text) -> texts.put(prefix + name, text));
    }

    boolean has(String name) {
        return arrays.containsKey(name);
    }

    double number(String name) {
        return numbers(name)[0];
    }

    double[] numbers(String name) {
        NdArray array = arrays.get(name);
        if (array == null) {
            throw new IllegalArgumentException("A checkpoint needs '" + name + "', but this one has only "
                    + (arrays.size() > 20 ? arrays.size() + " others" : arrays.keySet()));
        }
        return array.toDoubles();
    }

    /** The text, empty where there is none. */
    String text(String name) {
        return texts.getOrDefault(name, "");
    }

    /** What stands behind a prefix, with the rest of its names. */
    Checkpoint under(String prefix) {
        Checkpoint part = new Checkpoint();
        arrays.forEach((name, array) -> {
            if (name.startsWith(prefix)) {
                part.arrays.put(name.substring(prefix.length()), array);
            }
        });
        texts.forEach((name, text) -> {
            if (name.startsWith(prefix)) {
                part.texts.put(name.substring(prefix.length()), text);
            }
        });
        return part;
    }

    Map<String, Elements> elements() {
        Map<String, Elements> elements = new LinkedHashMap<>();
        arrays.forEach((name, array) -> elements.put(name, array.elements()));
        return elements;
    }

    Map<String, double[]> numbers() {
        Map<String, double[]> numbers = new LinkedHashMap<>();
        arrays.forEach((name, array) -> numbers.put(name, array.toDoubles()));
        return numbers;
    }
}
