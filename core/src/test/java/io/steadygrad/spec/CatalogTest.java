package io.steadygrad.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogTest {
    enum Taste {
        SWEET,
        VERY_SOUR
    }

    interface Fruit {}

    record Apple(
            double weight,
            @Default("sweet") Taste taste,
            @Default("inf") long keeps,
            @Default("false") boolean red) implements Fruit {
        Apple {
            if (weight <= 0) {
                throw new IllegalArgumentException("weight must be positive, was " + weight);
            }
        }
    }

    record DriedPlum() implements Fruit {}

    private final Catalog<Fruit> fruits =
            Catalog.of("fruit", Fruit.class).add(Apple.class).add(DriedPlum.class);

    @Test
    void makesRecordsFromPositionalAndNamedArgumentsAndDefaults() {
        assertThat(fruits.make(Call.parse("apple(2)"))).isEqualTo(new Apple(2, Taste.SWEET, Long.MAX_VALUE, false));
        assertThat(fruits.make(Call.parse(" apple( 1e-3 , red = true, taste=very_sour) ")))
                .isEqualTo(new Apple(0.001, Taste.VERY_SOUR, Long.MAX_VALUE, true));
        assertThat(fruits.make(Call.parse("dried_plum"))).isEqualTo(new DriedPlum());
        assertThat(fruits.make(Call.parse("dried_plum()"))).isEqualTo(new DriedPlum());
    }

    @Test
    void writesWhatWasGivenByNameAndWhatWasMeantInFull() {
        Call call = Call.parse("apple(2, keeps=7)");
        assertThat(fruits.named(call)).hasToString("apple(weight=2.0, keeps=7)");
        assertThat(fruits.resolved(call)).hasToString("apple(weight=2.0, taste=sweet, keeps=7, red=false)");
        assertThat(fruits.with(call, "weight", new Value.Number(3))).hasToString("apple(weight=3.0, keeps=7)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "appel(1);1;There is no fruit 'appel' (did you mean 'apple'?)",
                "apple;1;apple needs 'weight'",
                "apple(1, wieght=2);10;has no parameter 'wieght' (did you mean 'weight'?)",
                "apple(1, weight=2);10;'weight' is given twice",
                "apple(red=true, 1);17;cannot follow a named one",
                "apple(1, sweet, 2, true, 5);26;takes 4 arguments, not more",
                "apple(1, sour);10;'taste' is one of sweet, very_sour, not 'sour'",
                "apple(1, keeps=1.5);10;'keeps' takes a whole number, not 1.5",
                "apple(big);7;'weight' takes a number, not big",
                "apple(-1);1;weight must be positive, was -1.0",
                "apple(1;8;'apple(' is never closed",
                "apple(1f);7;'1f' is not a number",
                "apple(1) |;11;A name is missing at the end",
                "apple(1) x;10;Unexpected 'x'",
                "apple(\"a);7;never closed",
            })
    void pointsAtTheColumnAndSaysWhatToChange(String text, int column, String message) {
        assertThatThrownBy(() -> fruits.make(Call.parse(text)))
                .isInstanceOfSatisfying(
                        ExpressionException.class,
                        e -> assertThat(e.column()).as(e.getMessage()).isEqualTo(column))
                .hasMessageContaining(message)
                .message()
                .as("the place is the reader's to add, once")
                .doesNotContain("column");
    }

    @Test
    void namesStandInTheirChaptersInTheOrderTheyWereAdded() {
        Catalog<Fruit> market = Catalog.of("fruit", Fruit.class)
                .chapter("dry")
                .add(DriedPlum.class)
                .chapter("fresh")
                .add(Apple.class);
        assertThat(market.chapters())
                .containsExactly(
                        java.util.Map.entry("dry", java.util.List.of("dried_plum")),
                        java.util.Map.entry("fresh", java.util.List.of("apple")));
        assertThatThrownBy(() -> market.add(Fruit.class, "pear")).hasMessageContaining("no public factory 'pear'");
    }

    @Test
    void refusesTheEmptyTextAndNamesIdentity() {
        assertThatThrownBy(() -> Call.parseChain("  ")).hasMessageContaining("identity");
    }

    @ParameterizedTest
    @CsvSource({
        "1,1.0",
        "0.001,0.001",
        "1e-8,1e-8",
        "1.5e-8,1.5e-8",
        "1e20,1e20",
        "0.0001,0.0001",
        "12345678,12345678.0"
    })
    void numbersAreWrittenAsPeopleWriteThem(double value, String text) {
        assertThat(Numbers.format(value)).isEqualTo(text);
        assertThat(Double.parseDouble(text)).isEqualTo(value);
    }
}
