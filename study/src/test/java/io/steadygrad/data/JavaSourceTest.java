package io.steadygrad.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class JavaSourceTest {

    /** What a user would write. */
    public static final class Line implements DataSource {
        @Override
        public Split load() {
            Samples samples = new Samples(new float[] {1, 2, 3, 4}, List.of(1), new float[] {2, 4, 6, 8}, List.of(), 0);
            return new Split(samples, null, samples);
        }
    }

    @Test
    void loadsAClassByItsName() throws IOException {
        Split split = new JavaSource(Line.class.getName()).load(Rows.parse("0..0"));

        assertThat(split.train().targets()).containsExactly(4, 6, 8);
        assertThat(split.validation().targets()).containsExactly(2);
    }

    /** A source with a hole. */
    public static final class Hole implements DataSource {
        @Override
        public Split load() {
            Samples samples = new Samples(new float[] {1, Float.NaN}, List.of(1), new float[2], List.of(), 0);
            return new Split(samples, null, samples);
        }
    }

    @Test
    void refusesNumbersThatAreNotFinite() {
        assertThatThrownBy(() -> new JavaSource(Hole.class.getName()).load())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Row 1 of the training part of " + Hole.class.getName())
                .hasMessageContaining("NaN");
    }

    @Test
    void saysWhatAClassLacks() {
        assertThatThrownBy(() -> new JavaSource("com.example.Missing").load())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no class com.example.Missing");
        assertThatThrownBy(() -> new JavaSource("java.lang.StringBuilder").load())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must implement io.steadygrad.data.DataSource");
        assertThatThrownBy(() -> new JavaSource("java.lang.Integer").load())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("constructor without arguments");
    }
}
