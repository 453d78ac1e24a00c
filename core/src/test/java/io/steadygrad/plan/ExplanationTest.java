package io.steadygrad.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.steadygrad.expression.MethodExpression;
import io.steadygrad.gradient.Layout;
import io.steadygrad.gradient.Parameter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExplanationTest {
    private final Layout layout = new Layout(
            List.of(Parameter.of("a.weight", 500, 500), Parameter.of("a.bias", 500), Parameter.of("b", 250)));

    private String explain(String expression) {
        MethodExpression parsed = MethodExpression.parse(expression);
        return Plan.compile(parsed.chain(), layout).explain(parsed.origins(), parameter -> 4 * parameter.size());
    }

    @Test
    void showsMethodsInOrderGuardExpansionNeedsAndPasses() {
        assertThat(explain("clip_by_global_norm(1)")).isEqualToNormalizingNewlines("""
                3 parameters, 250,750 entries: 1.0 MB of gradients

                methods, in the order in which they run
                  1  skip_non_finite(max_consecutive=10)
                     guard, added: only identity alone goes without
                  2  clip_by_global_norm(max_norm=1.0)
                     = band(low=0.0, high=1.0, scope=global)
                     needs the l2 norm of all parameters together

                passes over memory
                  read 1   1.0 MB of gradients, for 1, 2
                  write    1.0 MB in place, only when 2 bites; none when the factor rides into the optimizer's pass
                  in all   1.0 MB read when nothing bites; at most 1.0 MB read and 1.0 MB updated in place
                """);
    }

    @Test
    void identityOnlyReadsForTheReport() {
        assertThat(explain("identity"))
                .contains("identity: nothing is done", "read 1   1.0 MB of gradients, for the report", "write    none")
                .doesNotContain("guard");
    }

    @ParameterizedTest
    @ValueSource(strings = {"zclip", "autoclip", "skip_large(1)", "skip_spikes"})
    void aMethodThatLooksAtTheGlobalNormSaysSo(String expression) {
        assertThat(explain(expression)).contains("needs the l2 norm of all parameters together");
    }

    @Test
    void aGuardOfTheUsersOwnIsNotCalledAdded() {
        assertThat(explain("scale(2) | skip_non_finite(3)"))
                .contains("1  skip_non_finite(max_consecutive=3)", "guard")
                .doesNotContain("added");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "clip_by_value(1) | clip_by_global_norm(1); read 2   1.0 MB of gradients, for 3, only when 2 bites",
                "clip_by_norm(1) | clip_by_global_norm(1); read 1   1.0 MB of gradients, for 1, 2, 3",
                "sign | normalize; read 2   1.0 MB of gradients, for 3",
                "agc(0.1); read 1   1.0 MB of gradients and 1.0 MB of weights, for 1, 2",
                "accumulate(4) | clip_by_norm(1); read 2   1.0 MB of gradients, for 3, once all micro-batches are in",
                "per_group(\"*.bias\"=sign); read 2   2.0 kB of gradients, for 2a.1",
                "on_steps(1, 9, 2, clip_by_norm(1)); read 2   1.0 MB of gradients, for 2.1, at its steps",
                "sign | normalize; write    1.0 MB in place, at every step, by 2",
                "per_group(\"b\"=clip_by_norm(1)); write    1.0 kB in place, only when 2a.1 bites; none when",
                "grokfast; write    1.0 MB in place and 1.0 MB of buffers, at every step, by 2",
                "accumulate(4); in all   1.0 MB read, 2.0 MB updated in place",
                "skip_large(9); write    none: nothing here changes a gradient",
                "sign | normalize; in all   2.0 MB read, 1.0 MB updated in place",
                "clip_by_value(1) | normalize; in all   1.0 MB read when nothing bites; at most 2.0 MB read and 1.0 MB",
            })
    void saysWhatIsReadAndWrittenWhen(String expression, String line) {
        assertThat(explain(expression)).contains(line);
    }

    @Test
    void aFactorThatIsNotOfWholeTensorsCannotRide() {
        assertThat(explain("clip_by_value(1)")).doesNotContain("rides");
        assertThat(explain("clip_by_norm(1, scope=unit)")).doesNotContain("rides");
        assertThat(explain("clip_by_norm(1, scope=layer)")).contains("rides");
    }

    @Test
    void chainsOfGroupsComeWithTheirParameters() {
        assertThat(explain("per_group(\"*.bias\"=article | autoclip, \"x\"=sign, default=scale(2))"))
                .contains(
                        "for 1 parameter (a.bias), 2.0 kB",
                        "2a.1  article",
                        "= band(low=0.1, high=0.1)",
                        "for no parameter: sign",
                        "for 2 parameters (a.weight, ...), 1.0 MB",
                        "2c.1  scale(factor=2.0)");
    }

    @Test
    void buffersAreCounted() {
        assertThat(explain("grokfast")).contains("keeps a buffer as large as the gradients: 1.0 MB");
    }

    @Test
    void withoutOriginsMethodsAreCalledByTheirOwnNames() {
        Plan plan =
                Plan.compile(MethodExpression.parse("clip_by_norm(2, norm=l1)").chain(), layout);
        assertThat(plan.explain()).contains("2  band(low=0.0, high=2.0, scope=tensor, norm=l1)");
        assertThat(plan.explain(Map.of(), parameter -> 8 * parameter.size())).contains("entries: 2.0 MB");
    }
}
