package io.steadygrad.handbook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Writes the handbook's pages to a folder, and deletes pages of what is no longer there: {@code make docs}. */
public final class WriteMarkdown {
    private WriteMarkdown() {}

    /** One argument: the folder. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        Map<String, String> files = new Markdown(Handbook.chapters()).files();
        try (var present = Files.list(folder)) {
            for (Path file : present.toList()) {
                if (!files.containsKey(file.getFileName().toString())) {
                    Files.delete(file);
                }
            }
        }
        for (Map.Entry<String, String> file : files.entrySet()) {
            Files.writeString(folder.resolve(file.getKey()), file.getValue());
        }
    }
}
