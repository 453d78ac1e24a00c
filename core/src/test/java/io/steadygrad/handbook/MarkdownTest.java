package io.steadygrad.handbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class MarkdownTest {
    private static final Pattern LINK = Pattern.compile("]\\(([^)#]+)[^)]*\\)");
    private static final Path FOLDER = Path.of("../docs/methods");

    @Test
    void theFolderHoldsWhatTheRecordsSay() throws IOException {
        Map<String, String> held = new TreeMap<>();
        try (var files = Files.list(FOLDER)) {
            for (Path file : files.toList()) {
                held.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        Map<String, String> made = new Markdown(Handbook.chapters()).files();
        String remedy = "docs/methods is not what the Javadoc says; run 'make docs' and commit it";
        assertThat(held.keySet()).as(remedy).isEqualTo(made.keySet());
        made.forEach((file, text) ->
                assertThat(held.get(file)).as(remedy + ": " + file).isEqualTo(text));
    }

    @Test
    void everyLinkLeadsToAPage() {
        Map<String, String> files = new Markdown(Handbook.chapters()).files();
        files.forEach((file, text) -> assertThat(
                        LINK.matcher(text).results().map(link -> link.group(1)).toList())
                .as(file)
                .isNotEmpty()
                .isSubsetOf(files.keySet()));
    }
}
