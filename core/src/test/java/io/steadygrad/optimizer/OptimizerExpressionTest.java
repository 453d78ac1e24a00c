package io.steadygrad.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OptimizerExpressionTest {
    static Stream<String> names() {
        return OptimizerCatalog.optimizers().names().stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyOptimizerHasAnExpressionThatMakesItAgain(String name) {
        Optimizer optimizer = OptimizerExpression.parse(name + "(lr=0.0003)").optimizer();

        OptimizerExpression expression = OptimizerExpression.parse(OptimizerExpression.text(optimizer));

        assertThat(expression.optimizer()).isEqualTo(optimizer);
    }
}
