package io.steadygrad.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.steadygrad.expression.MethodExpression;
import io.steadygrad.gradient.Parameter;
import io.steadygrad.testkit.AdapterContract;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every chain that the graph can decide, decided there. */
class GraphContractTest extends AdapterContract {
    @Override
    protected List<Parameter> parameters() {
        return super.parameters().stream().map(Parameter::unitsLast).toList();
    }

    @Override
    protected Stream<String> expressions() {
        return Stream.concat(
                        super.expressions(),
                        Stream.of(
                                "scale(3) | clip_by_global_norm(1) | clip_by_value(0.1)",
                                "clip_by_value(0.1) | clip_by_global_norm(0.01)",
                                "clip_by_norm(1, scope=unit) | clip_by_norm(0.5, scope=layer) | skip_large(0.6)",
                                "band(0.01, 0.1, scope=tensor, norm=rms, max_factor=3) | scale(0.5) | normalize(scope=layer)",
                                "band(0.5, 0.6, max_factor=3, floor=0.1)",
                                "band(0.5, 0.6, scope=layer, max_factor=3, floor=0.2)",
                                "error_on_non_finite | normalize",
                                "scale(1e-20) | amplify(1e-10, scope=global, max_factor=inf)",
                                "allow_non_finite | sign"))
                .filter(expression ->
                        GraphControl.takes(MethodExpression.parse(expression).chain()));
    }

    @Override
    protected double tolerance() {
        return 2e-6;
    }

    @Override
    protected Program start(String expression, Map<Parameter, float[]> weights) {
        return new Sums(graph -> optimizer -> new SteadyOptimizer(graph, optimizer, expression), weights);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "identity",
                "clip_by_global_norm(1)",
                "clip_by_value(1)",
                "sign",
                "article",
                "zero_nans | normalize"
            })
    void aGraphTakesWhatRemembersNothing(String expression) {
        assertThat(GraphControl.takes(MethodExpression.parse(expression).chain()))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "autoclip",
                "accumulate(2) | clip_by_value(1)",
                "agc",
                "noise(0.1)",
                "clip_by_value(linear(1, 2, 10))"
            })
    void theHostTakesTheRest(String expression) {
        assertThat(GraphControl.takes(MethodExpression.parse(expression).chain()))
                .isFalse();
    }
}
