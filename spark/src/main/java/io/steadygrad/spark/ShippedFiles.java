package io.steadygrad.spark;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.SparkFiles;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The files that a study's data and models come from, for executors that do not see the driver's disk: Spark copies each one to an executor
 * once, and there a trial's text names the copies.
 *
 * @param names the name under which Spark has it, by the file's absolute path on the driver
 */
record ShippedFiles(Map<String, String> names) implements Serializable {

    /** Gives all files to Spark; equal names in different folders do not get in each other's way. */
    static ShippedFiles add(Map<String, String> digests, JavaSparkContext spark) throws IOException {
        Map<String, String> names = new TreeMap<>();
        if (digests.isEmpty()) {
            return new ShippedFiles(names);
        }
        Path folder = Files.createTempDirectory("steady-data-");
        folder.toFile().deleteOnExit(); // last in, first out: its files go before it
        for (Map.Entry<String, String> file : digests.entrySet()) {
            Path path = Path.of(file.getKey());
            String name = file.getValue().substring(0, 12) + "-" + path.getFileName();
            Path link = folder.resolve(name);
            if (!Files.exists(link)) {
                link(link, path);
            }
            names.put(file.getKey(), name);
            spark.addFile(link.toString());
        }
        return new ShippedFiles(names);
    }

    /** Not a symbolic link: Spark would name the file that it leads to. */
    private static void link(Path link, Path path) throws IOException {
        try {
            Files.createLink(link, path.toRealPath());
        } catch (IOException | UnsupportedOperationException otherDisk) {
            Files.copy(path, link);
        }
        link.toFile().deleteOnExit();
    }

    /**
     * The text with this executor's copies in place of the driver's paths. The copies stand in a folder as they did on the driver, so that
     * whoever names a folder of files finds them all.
     */
    String here(String text) {
        Map<String, String> replaced = new LinkedHashMap<>();
        Path root = Path.of(SparkFiles.getRootDirectory(), "steady-data")
                .toAbsolutePath()
                .normalize();
        names.forEach((path, name) -> {
            Path original = Path.of(path);
            for (Path named : List.of(original, original.getParent())) {
                if (text.contains(named.toString())) {
                    place(Path.of(SparkFiles.get(name)).toAbsolutePath(), below(root, original));
                    replaced.put(named.toString(), below(root, named).toString());
                    break;
                }
            }
        });
        String here = text;
        for (String path : replaced.keySet().stream()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList()) {
            here = here.replace(path, replaced.get(path));
        }
        return here;
    }

    private static Path below(Path root, Path absolute) {
        return root.resolve(absolute.getRoot().relativize(absolute));
    }

    private static synchronized void place(Path copy, Path where) {
        try {
            if (!Files.exists(where)) {
                Files.createDirectories(where.getParent());
                Files.createSymbolicLink(where, copy);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot place " + where, e);
        }
    }
}
