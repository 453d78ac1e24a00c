package io.steadygrad.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.steadygrad.study.Study;
import io.steadygrad.study.StudyReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StudiesTest {
    private static final Path STUDIES = Path.of("..", "studies");

    static Stream<Path> studies() throws IOException {
        try (Stream<Path> files = Files.walk(STUDIES)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("studies")
    void everyStudyOfTheRepositoryIsValid(Path file) throws IOException {
        if (Files.readString(file).contains("idx: fashion-mnist")) {
            assumeTrue(Files.isDirectory(Path.of("/usr/share/datasets/fashion-mnist")), "needs dataset-fashion-mnist");
        }
        Study study = StudyReader.read(file);
        assertThat(study.all()).isNotEmpty();
        assertThat(study.warnings()).isEmpty();
        assertThat(study.name()).isEqualTo(file.getFileName().toString().replace(".yaml", ""));
    }
}
