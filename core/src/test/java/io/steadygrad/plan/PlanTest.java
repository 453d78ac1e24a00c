package io.steadygrad.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.steadygrad.expression.MethodExpression;
import io.steadygrad.gradient.Layout;
import io.steadygrad.gradient.Parameter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanTest {
    private final Layout layout = new Layout(List.of(Parameter.of("a.weight", 500, 500)));

    private Plan plan(String expression) {
        return Plan.compile(MethodExpression.parse(expression).chain(), layout);
    }

    private List<String> names(String expression) {
        return plan(expression).methods().stream()
                .map(method -> method.getClass().getSimpleName())
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "identity; 1",
                "clip_by_global_norm(1); 1",
                "clip_by_norm(1) | clip_by_global_norm(1); 1",
                "scale(2) | clip_by_norm(1, scope=unit) ; 1",
                "sign | clip_by_global_norm(1); 2",
                "zero_nans | clip_by_global_norm(1); 1",
                "accumulate(4) | clip_by_global_norm(1); 2",
                "centralize | sign | normalize; 3",
            })
    void readsAgainOnlyWhereAStatisticCannotBeDerived(String expression, int reads) {
        assertThat(plan(expression).stages()).hasSize(reads);
    }

    @Test
    void everyChainButIdentityGetsAGuardInFront() {
        assertThat(names("identity")).isEmpty();
        assertThat(names("identity | scale(2)")).containsExactly("SkipNonFinite", "Scale");
        assertThat(names("clip_by_norm(1)")).containsExactly("SkipNonFinite", "Band");
        assertThat(names("scale(2) | allow_non_finite")).containsExactly("AllowNonFinite", "Scale");
        assertThat(names("scale(2) | error_on_non_finite")).containsExactly("ErrorOnNonFinite", "Scale");
        assertThat(names("zero_nans | scale(2)")).containsExactly("ZeroNans", "SkipNonFinite", "Scale");
        assertThat(names("accumulate(2) | zero_nans"))
                .containsExactly("SkipNonFinite", "Accumulate", "ZeroNans", "SkipNonFinite");
    }
}
