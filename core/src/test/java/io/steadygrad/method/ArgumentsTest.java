package io.steadygrad.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steadygrad.expression.MethodCatalog;
import io.steadygrad.expression.MethodExpression;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What every number of the catalogue may not be; the message says what was given and what is allowed. */
class ArgumentsTest {
    private static final String ABOVE_ZERO =
            "must be greater than 0 (inf is allowed), was %s; to change nothing, use 'identity'";
    private static final String FINITE_ABOVE_ZERO =
            "must be greater than 0 and finite, was %s; to change nothing, use 'identity'";
    private static final String NOT_NEGATIVE = "must be 0 or greater and finite, was %s";
    private static final String DECAY = "must be from 0 to below 1, was %s";

    /** A method with {@code ?} in the place of the number, what is said about it, and numbers that are refused. */
    private static final String[][] REFUSED = {
        {"clip_by_value(?)", ABOVE_ZERO, "0 -1 -inf"},
        {"clip_by_norm(?)", ABOVE_ZERO, "0 -1 -inf"},
        {"clip_by_norm(1, norm=lp(?))", "must be greater than 0, was %s", "0 -1"},
        {"clip_by_global_norm(?)", ABOVE_ZERO, "0 -1 -inf"},
        {"clip_by_block_rms(?)", ABOVE_ZERO, "0 -1"},
        {"limit_max(?)", ABOVE_ZERO, "0 -1"},
        {"agc(?)", ABOVE_ZERO, "0 -0.01"},
        {"agc(eps=?)", FINITE_ABOVE_ZERO, "0 -1 inf"},
        {"amplify(?)", FINITE_ABOVE_ZERO, "0 -1 inf"},
        {"amplify(1, max_factor=?)", "must be at least 1 (inf is allowed), was %s", "0 0.5 -1"},
        {"amplify(1, floor=?)", NOT_NEGATIVE, "-1 inf"},
        {"band(?, 1)", "low must be 0 or greater and finite, was %s; 0 amplifies nothing", "-1 inf"},
        {"band(0, ?)", ABOVE_ZERO, "0 -1"},
        {"band(2, ?)", "low must not be above high, but 2.0 > %s", "1 1.999"},
        {"band(0, 1, max_factor=?)", "must be at least 1 (inf is allowed), was %s", "0 0.5"},
        {"band(0, 1, floor=?)", NOT_NEGATIVE, "-1 inf"},
        {"article(?)", FINITE_ABOVE_ZERO, "0 -1 inf"},
        {"article(?, reading=add)", FINITE_ABOVE_ZERO, "0 -1 inf"},
        {"normalize(scale=?)", FINITE_ABOVE_ZERO, "0 -1 inf"},
        {"sign(?)", FINITE_ABOVE_ZERO, "0 -1 inf"},
        {"gradient_amplification(ratio=?)", "must be from 0 to 1, was %s", "-0.1 1.1"},
        {"gradient_amplification(factor=?)", FINITE_ABOVE_ZERO, "0 -2 inf"},
        {"gradient_amplification(from_epoch=?)", "must be at least 1, was %s", "0 -3"},
        {"gradient_amplification(from_epoch=5, to_epoch=?)", "must be at least 5, was %s", "4"},
        {"gradient_amplification(every=?)", "must be at least 1, was %s", "0 -1"},
        {"adanorm(?)", DECAY, "1 -0.1 2"},
        {"grokfast(?)", DECAY, "1 -0.1"},
        {"grokfast(lambda=?)", FINITE_ABOVE_ZERO, "0 -1 inf"},
        {"autoclip(?)", "must be above 0 and at most 100, was %s", "0 -1 101"},
        {"autoclip(history=?)", "must be at least 1, was %s", "0 -1"},
        {"zclip(?)", FINITE_ABOVE_ZERO, "0 -1 inf"},
        {"zclip(alpha=?)", DECAY, "1 -0.1"},
        {"zclip(warmup=?)", "must be at least 2, was %s", "1 0 -1"},
        {"zclip(max_norm=?)", ABOVE_ZERO, "0 -1"},
        {"adagc(?)", "must be greater than 1, was %s", "1 0.5 0 -1"},
        {"adagc(abs=?)", ABOVE_ZERO, "0 -1"},
        {"adagc(beta=?)", DECAY, "1 -0.1"},
        {"adagc(warmup=?)", "must be at least 0, was %s", "-1"},
        {"ema_clip(?)", "must be greater than 1, was %s", "1 0.5 0 -1"},
        {"ema_clip(beta=?)", DECAY, "1 -0.1"},
        {"skip_spikes(?)", FINITE_ABOVE_ZERO, "0 -1 inf"},
        {"skip_spikes(window=?)", "must be at least 4, was %s", "3 0 -1"},
        {"stable_spam(gamma1=?)", DECAY, "1 -0.1"},
        {"stable_spam(gamma2=?)", DECAY, "1 -0.1"},
        {"stable_spam(gamma3=?)", DECAY, "1 -0.1"},
        {"stable_spam(interval=?)", "must be at least 1, was %s", "0 -1"},
        {"stable_spam(eps=?)", NOT_NEGATIVE, "-1 inf"},
        {"skip_non_finite(?)", "must be at least 1, was %s", "0 -1"},
        {"skip_large(?)", ABOVE_ZERO, "0 -1"},
        {"noise(?)", FINITE_ABOVE_ZERO, "0 -1 inf"},
        {"noise(1, gamma=?)", NOT_NEGATIVE, "-1 inf"},
        {"scale(?)", FINITE_ABOVE_ZERO, "0 -1 inf"},
        {"trust_ratio(?)", FINITE_ABOVE_ZERO, "0 -1 inf"},
        {"trust_ratio(eps=?)", NOT_NEGATIVE, "-1 inf"},
        {"accumulate(?)", "must be at least 1, was %s", "0 -1"},
        {"dynamic_loss_scale(?)", FINITE_ABOVE_ZERO, "0 -1 inf"},
        {"dynamic_loss_scale(growth=?)", "must be at least 1 and finite, was %s", "0.5 0 -1 inf"},
        {"dynamic_loss_scale(backoff=?)", "must be above 0 and at most 1, was %s", "0 -1 1.5"},
        {"dynamic_loss_scale(interval=?)", "must be at least 1, was %s", "0 -1"},
        {"dynamic_loss_scale(hysteresis=?)", "must be at least 1, was %s", "0 -1"},
        {"on_steps(?, 9, 1, sign)", "must be at least 1, was %s", "0 -1"},
        {"on_steps(5, ?, 1, sign)", "must be at least 5, was %s", "4"},
        {"on_steps(1, 9, ?, sign)", "must be at least 1, was %s", "0 -1"},
        {"clip_by_value(linear(?, 1, 10))", ABOVE_ZERO, "0 -1"},
        {"clip_by_value(linear(1, ?, 10))", ABOVE_ZERO, "0 -1"},
        {"clip_by_value(cosine(1, ?, 10))", ABOVE_ZERO, "0 -1"},
        {"clip_by_value(warmup(?, 10))", ABOVE_ZERO, "0"},
        {"clip_by_value(warmup(1, ?))", "must be at least 1, was %s", "0 -1"},
        {"per_group(\"*\"=clip_by_norm(?))", ABOVE_ZERO, "0 -1"},
    };

    static List<Arguments> refused() {
        List<Arguments> rows = new ArrayList<>();
        for (String[] row : REFUSED) {
            for (String value : row[2].split(" ")) {
                rows.add(Arguments.of(row[0].replace("?", value), row[1], value));
            }
        }
        return rows;
    }

    @ParameterizedTest
    @MethodSource
    void refused(String expression, String says, String value) {
        String given = says.contains("%s") ? says.substring(0, says.indexOf("%s")) : says;
        String after = says.substring(says.indexOf("%s") + 2);
        assertThatThrownBy(() -> MethodExpression.parse(expression))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(given)
                .hasMessageContaining(after)
                .satisfies(e -> assertThat(number(e.getMessage(), given)).isEqualTo(Double.valueOf(name(value))));
    }

    /** The number that a message reports behind its own words. */
    private static Double number(String message, String given) {
        String rest = message.substring(message.indexOf(given) + given.length());
        return Double.valueOf(name(rest.split("[;:, ]")[0].strip()));
    }

    private static String name(String number) {
        return number.replace("inf", "Infinity");
    }

    @Test
    void everyNumberOfTheCatalogueHasALine() {
        Set<String> tested = new TreeSet<>();
        for (String[] row : REFUSED) {
            String name = row[0].substring(0, row[0].indexOf('('));
            String before = row[0].substring(name.length() + 1, row[0].indexOf('?'));
            if (before.endsWith("=")) {
                tested.add(name + "." + before.substring(before.lastIndexOf(' ') + 1, before.length() - 1));
            } else if (!before.contains("(")) {
                int place = before.length() - before.replace(",", "").length();
                tested.add(name + "."
                        + MethodCatalog.methods()
                                .signature(name, 1)
                                .parameters()
                                .get(place)
                                .name());
            }
        }
        Set<String> numbers = MethodCatalog.methods().names().stream()
                .flatMap(name -> MethodCatalog.methods().signature(name, 1).parameters().stream()
                        .filter(slot ->
                                slot.type() == double.class || slot.type() == int.class || slot.type() == long.class)
                        .map(slot -> name + "." + slot.name()))
                .filter(slot -> !slot.endsWith(".seed"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(tested).containsAll(numbers);
    }
}
