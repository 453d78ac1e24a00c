package io.steadygrad.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.steadygrad.yaml.InvalidFileException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Study files full of mistakes, each with the listing that a user gets; the listings are the specification. */
class InvalidStudiesTest {

    @ParameterizedTest
    @ValueSource(strings = {"misspelt", "unfit", "blocks", "hidden"})
    void everyMistakeIsListedWithItsPlace(String name) throws Exception {
        Path file = Path.of(Objects.requireNonNull(getClass().getResource("invalid/" + name + ".yaml"))
                .toURI());
        InvalidFileException refused = catchThrowableOfType(InvalidFileException.class, () -> StudyReader.read(file));
        String directory = file.getParent() + "/";
        String expected = Files.readString(file.resolveSibling(name + ".txt"));
        assertThat(refused.getMessage().replace(directory, "") + "\n").isEqualTo(expected);
    }
}
