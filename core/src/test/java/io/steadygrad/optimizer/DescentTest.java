package io.steadygrad.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steadygrad.control.GradientControl;
import io.steadygrad.gradient.Elements;
import io.steadygrad.gradient.GradientSet;
import io.steadygrad.gradient.Parameter;
import io.steadygrad.method.Step;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DescentTest {

    /** One weight, gradients 1 and then 3; worked out by hand from the papers' equations. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "sgd(0.1); 1.9; 1.6",
                "sgd(0.1, momentum=0.5); 1.9; 1.55",
                "sgd(0.1, momentum=0.5, nesterov=true); 1.85; 1.375",
                "sgd(0.1, weight_decay=0.5); 1.8; 1.41",
                "adagrad(0.1, eps=0); 1.9; 1.8051316701949486",
                "adagrad(0.1, eps=0, lr_decay=1); 1.9; 1.8525658350974743",
                "adagrad(0.1, eps=0, initial_accumulator=3); 1.95; 1.8667949705662157",
                "rmsprop(0.1, alpha=0.75, eps=0); 1.8; 1.6078462154338955",
                "adam(0.1, eps=0); 1.9; 1.80822188810197",
                "adamw(0.1, eps=0, weight_decay=0.5); 1.8; 1.61822188810197",
                "adadelta(rho=0.5, eps=1); 1.1835034190722737; -0.261126817956957",
                "amsgrad(0.1, eps=0); 1.9; 1.80822188810197",
                "lion(0.1); 1.9; 1.8",
                "lion(0.1, weight_decay=0.5); 1.8; 1.61",
                "signum(0.1); 1.9; 1.8",
                "lars(0.1, momentum=0, coefficient=0.5); 1.9; 1.805",
                "lamb(0.1, eps=0); 1.8; 1.62",
                "stable_adamw(0.1, eps=1e-300, weight_decay=0.5); 1.7999999999999998; 1.6643622050175653",
                "spam(0.1, eps=0); 1.9; 1.804720639617811",
                "nadam(0.1, eps=0); 1.894354822164461; 1.7932207308249",
            })
    void takesTheStepsOfThePaper(String optimizer, double first, double second) {
        double[] weight = {2};
        double[] gradient = {1};
        GradientSet set = one(gradient, weight);
        Descent descent = new Descent(OptimizerExpression.parse(optimizer).optimizer(), set);
        descent.step(set, null, descent.optimizer().lr());
        assertThat(weight[0]).isEqualTo(first, within(1e-9));
        gradient[0] = 3;
        descent.step(set, null, descent.optimizer().lr());
        assertThat(weight[0]).isEqualTo(second, within(1e-9));
    }

    private static GradientSet one(double[] gradient, double[] weight) {
        return GradientSet.builder()
                .add(Parameter.of("w", gradient.length), Elements.of(gradient), Elements.of(weight))
                .build();
    }

    @Test
    void theFactorRidesIntoTheOptimizersPassAndGivesTheSameWeights() {
        double[] apart = {2, -1};
        double[] together = apart.clone();
        double[] gradient = {30, 40};
        double[] same = gradient.clone();
        GradientSet first = one(gradient, apart);
        GradientSet second = one(same, together);
        Descent firstDescent = new Descent(new Adam(0.1, 0.9, 0.999, 1e-8, 0), first);
        Descent secondDescent = new Descent(new Adam(0.1, 0.9, 0.999, 1e-8, 0), second);
        GradientControl.of("clip_by_global_norm(1)", first.layout()).apply(first, Step.of(1));
        firstDescent.step(first, null, 0.1);
        var report =
                GradientControl.of("clip_by_global_norm(1)", second.layout()).step(second, Step.of(1), secondDescent);
        assertThat(together).containsExactly(apart, within(1e-15));
        assertThat(same).as("gradients in memory stay as they came").containsExactly(30, 40);
        assertThat(report.normAfter()).isEqualTo(1, within(1e-15));
    }

    @Test
    void spamForgetsItsMomentsAtIntervalsAndWarmsUpAgain() {
        double[] weight = {0};
        GradientSet set = one(new double[] {1}, weight);
        Descent descent = new Descent(
                OptimizerExpression.parse("spam(0.1, eps=0, interval=2, warmup=2)")
                        .optimizer(),
                set);
        double[] steps = new double[4];
        for (int i = 0; i < 4; i++) {
            double before = weight[0];
            descent.step(set, null, 0.1);
            steps[i] = before - weight[0];
        }
        assertThat(steps).containsExactly(new double[] {.1, .1, .05, .1}, within(1e-12));
    }

    @Test
    void normsOfATensorAreOverAllItsBlocks() {
        double[] weight = new double[3000];
        double[] gradient = new double[3000];
        Arrays.fill(weight, 1);
        Arrays.fill(gradient, 4);
        GradientSet set = one(gradient, weight);
        new Descent(
                        OptimizerExpression.parse("lars(0.1, momentum=0, coefficient=2)")
                                .optimizer(),
                        set)
                .step(set, null, 0.1);
        assertThat(weight[0]).isEqualTo(1 - 0.1 * 2 * (1 / 4.0) * 4, within(1e-12));
        assertThat(weight[2999]).isEqualTo(weight[0]);
    }

    @Test
    void waitingForMicroBatchesDoesNotStep() {
        double[] weight = {2};
        GradientSet set = one(new double[] {1}, weight);
        Descent descent = new Descent(new Sgd(0.1, 0, false, 0), set);
        GradientControl control = GradientControl.of("accumulate(2)", set.layout());
        control.step(set, Step.of(1), descent);
        assertThat(weight[0]).isEqualTo(2);
        assertThat(descent.steps()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "sgd;needs 'lr'",
                "sgd(0);lr must be greater than 0",
                "sgd(0.1, nesterov=true);needs a momentum",
                "adam(beta1=1);beta1 must be from 0 to below 1",
                "adam(learning_rate=1);no parameter 'learning_rate'",
                "adma;did you mean 'adam'",
            })
    void refusesWhatMakesNoSense(String expression, String message) {
        assertThatThrownBy(() -> OptimizerExpression.parse(expression).optimizer())
                .hasMessageContaining(message);
    }
}
