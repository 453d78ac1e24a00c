package io.steadygrad.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.steadygrad.spec.Catalog;
import io.steadygrad.spec.Default;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BinderTest {
    enum Taste {
        SWEET,
        VERY_SOUR
    }

    interface Filling {}

    record Jam(@Default("sweet") Taste taste, @Default("1") double amount) implements Filling {
        Jam {
            if (amount < 0) {
                throw new IllegalArgumentException("amount must be 0 or more, was " + amount);
            }
        }
    }

    record Layers(List<Filling> parts, @Default("2") int bottoms) implements Filling {}

    record Plain() implements Filling {}

    record FromFile(Path file, @Default("") @Nullable String name) implements Filling {}

    record Cake(
            int eggs,
            Filling filling,
            @Default("[1, 2]") List<Integer> sizes,
            @Default("") @Nullable Double price,
            @Default("{}") Map<String, Double> extras,
            @Default("jam") Filling topping) {}

    private final Problems problems = new Problems("cake.yaml");
    private final Binder binder = new Binder(problems, Path.of("/kitchen"))
            .choose(
                    Filling.class,
                    Catalog.of("filling", Filling.class)
                            .add(Jam.class)
                            .add(Layers.class)
                            .add(Plain.class)
                            .add(FromFile.class));

    private Optional<Cake> cake(String text) {
        return binder.bind(Objects.requireNonNull(YamlReader.parse(text, problems)), Cake.class, "cake");
    }

    private Filling filling(String text) {
        return cake("{eggs: 1, filling: " + text + "}").orElseThrow().filling();
    }

    @Test
    void fillsInDefaultsFromTheRecord() {
        assertThat(cake("{eggs: 3, filling: plain}"))
                .contains(new Cake(3, new Plain(), List.of(1, 2), null, Map.of(), new Jam(Taste.SWEET, 1)));
    }

    @Test
    void takesAThingByNameInEverySpelling() {
        assertThat(filling("jam")).isEqualTo(new Jam(Taste.SWEET, 1));
        assertThat(filling("\"jam(very_sour, amount=2)\"")).isEqualTo(new Jam(Taste.VERY_SOUR, 2));
        assertThat(filling("{jam: {amount: 2}}")).isEqualTo(new Jam(Taste.SWEET, 2));
        assertThat(filling("{jam: very_sour, amount: 3}")).isEqualTo(new Jam(Taste.VERY_SOUR, 3));
        assertThat(filling("{plain: }")).isEqualTo(new Plain());
        assertThat(filling("{from_file: x/../y.csv, name: z}")).isEqualTo(new FromFile(Path.of("/kitchen/y.csv"), "z"));
        assertThat(filling("{layers: {parts: [jam(amount=2), {jam: {}}, plain]}}"))
                .isEqualTo(new Layers(List.of(new Jam(Taste.SWEET, 2), new Jam(Taste.SWEET, 1), new Plain()), 2));
        assertThat(filling("{layers: {parts: plain}}"))
                .as("a lone value is a list of one")
                .isEqualTo(new Layers(List.of(new Plain()), 2));
        assertThat(problems.all()).isEmpty();
    }

    @Test
    void readsNumbersAsPeopleWriteThem() {
        assertThat(cake("{eggs: 1e3, filling: plain, price: 1e-3, extras: {a: .5, b: inf}, sizes: 7}"))
                .contains(new Cake(
                        1000,
                        new Plain(),
                        List.of(7),
                        0.001,
                        Map.of("a", 0.5, "b", Double.POSITIVE_INFINITY),
                        new Jam(Taste.SWEET, 1)));
    }

    @Test
    void remembersHowAValueIsWritten() {
        Filling jam = filling("jam(amount=2)");
        Binder.Written written = binder.written(jam).orElseThrow();
        assertThat(written.name()).isEqualTo("jam");
        assertThat(written.components()).containsEntry("taste", Taste.SWEET).containsEntry("amount", 2.0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{eggs: three, filling: plain};1:8: eggs must be a whole number, found 'three'",
                "{eggs: 1.5, filling: plain};1:8: eggs must be a whole number, found '1.5'",
                "{eggs: 3e9, filling: plain};1:8: eggs must be a whole number, found '3e9', which is too large",
                "{eggs: , filling: plain};1:7: eggs must be a whole number, found nothing",
                "{eggs: [1], filling: plain};1:8: eggs must be a whole number, found a list",
                "{filling: plain};1:1: cake needs 'eggs'; its keys: eggs, filling, sizes, price, extras, topping",
                "{eggs: 1, filling: plan};1:20: filling: there is no filling 'plan' (did you mean 'plain'?)",
                "{eggs: 1, filling: jam(salty)};1:24: taste must be one of sweet, very_sour, found 'salty'",
                "{eggs: 1, filling: jam(amount=-1)};1:24: jam: amount must be 0 or more, was -1.0",
                "{eggs: 1, filling: jam(amont=1)};1:24: filling: jam(taste=sweet, amount=1) has no parameter 'amont' (did you mean 'amount'?)",
                "{eggs: 1, filling: {jam: {amont: 1}}};1:27: jam has no key 'amont' (did you mean 'amount'?)",
                "{eggs: 1, filling: {jm: {}}};1:21: filling must be one of from_file, jam, layers, plain, found a map with jm (did you mean 'jam'?)",
                "{eggs: 1, filling: {jam: {}, plain: {}}};1:30: filling is either 'jam' or 'plain', not both",
                "{eggs: 1, filling: [plain]};1:20: filling must be one of from_file, jam, layers, plain, found a list",
                "{eggs: 1, filling: {plain: 3}};1:28: plain has no parameters, found '3'",
                "{eggs: 1, filling: jam(};1:24: filling: a value is missing at the end",
                "{eggs:1, filling: plain};1:2: a space must follow the colon: 'eggs: 1'",
                "{eggs: 1, filling: plain, sizes: [1, x]};1:38: sizes must be a whole number, found 'x'",
                "{eggs: 1, filling: plain, extras: [1]};1:35: extras must be a map of names to values, found a list",
                "{eggs: 1, filling: plain, colour: red};1:27: cake has no key 'colour'; valid: eggs, filling, sizes, price, extras, topping",
            })
    void pointsAtWhatIsWrong(String text, String message) {
        assertThat(cake(text)).isEmpty();
        assertThat(problems.all().get(0).toString()).startsWith("cake.yaml:" + message);
    }

    @Test
    void reportsAllErrorsOfAFileAtOnce() {
        cake("eggs: none\nfilling: {layers: {parts: [jm, plain], bottoms: x}}\nprise: 3\n");
        assertThat(problems.all().stream().map(Problem::toString))
                .containsExactly(
                        "cake.yaml:1:7: eggs must be a whole number, found 'none'",
                        "cake.yaml:2:28: parts: there is no filling 'jm' (did you mean 'jam'?)",
                        "cake.yaml:2:49: bottoms must be a whole number, found 'x'",
                        "cake.yaml:3:1: cake has no key 'prise' (did you mean 'price'?)");
    }
}
