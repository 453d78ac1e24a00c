package io.steadygrad.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steadygrad.expression.Page;
import io.steadygrad.gradient.Elements;
import io.steadygrad.gradient.GradientSet;
import io.steadygrad.gradient.Parameter;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Steps worked out by hand from the equations, where rules differ from what one might take them for. */
class OptimizerNumbersTest {

    /** Weights; gradients of each step; weights after each step. Expectations in fractions and roots are in the comments. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                // Coupled decay cancels a gradient of -1 before it reaches the moments; decoupled decay only adds to
                // the step.
                "adam(0.1, eps=0, weight_decay=0.5); 2; -1; 2",
                "amsgrad(0.1, eps=0, weight_decay=0.5); 2; -1; 2",
                "nadam(0.1, eps=0, weight_decay=0.5); 2; -1; 2",
                "adagrad(0.1, eps=0, weight_decay=0.5); 2; -1; 2",
                "rmsprop(0.1, eps=0, weight_decay=0.5); 2; -1; 2",
                "adadelta(0.1, weight_decay=0.5); 2; -1; 2",
                "sgd(0.1, weight_decay=0.5); 2; -1; 2",
                "lars(0.1, weight_decay=0.5); 2; -1; 2",
                "adamw(0.1, eps=0, weight_decay=0.5); 2; -1; 2",
                "adamw(0.1, eps=0, weight_decay=0.5); 2; 1; 1.8",
                "spam(0.1, eps=0, weight_decay=0.5); 2; 1; 1.8",
                "stable_adamw(0.1, weight_decay=0.5); 2; 1; 1.800000001",
                "lion(0.1, weight_decay=0.5); 2; 1; 1.8",
                "signum(0.1, weight_decay=0.5); 2; 1; 1.8",
                // lamb's decay joins the direction: r = 1 + 0.5 * 2 = 2, ratio 2/2.
                "lamb(0.1, eps=0, weight_decay=0.5); 2; 1; 1.8",
                // adafactor's decay is decoupled: 2 * 0.95 - 2 * 0.1.
                "adafactor(0.1, weight_decay=0.5); 2; 1; 1.7",

                // Nesterov over three steps: b = 1, 2.5, 2.25; looks ahead by 0.5 b.
                "sgd(0.1, momentum=0.5, nesterov=true); 0 1; 1 0 / 2 0 / 1 0; -0.15 1 / -0.475 1 / -0.6875 1",
                // Momentum goes on without a gradient.
                "sgd(1, momentum=0.5); 0; 8 / 0 / 0; -8 / -12 / -14",

                // The largest v counts before its correction: sqrt(0.5 / 0.75), not 1.
                "amsgrad(1, beta1=0, beta2=0.5, eps=0); 0; 1 / 0.1; -1 / -1.1224744871391589",
                // Without amsgrad: v = 0.255, sqrt(0.34).
                "adam(1, beta1=0, beta2=0.5, eps=0); 0; 1 / 0.1; -1 / -1.171498585142509",
                // eps stands beside the corrected root: 1 / (1 + 1).
                "adam(1, eps=1); 0; 1; -0.5",
                // A first step is lr long, however small the gradient.
                "adam(0.1, eps=0); 0 0 0; 1e-30 -1e30 0; -0.1 0.1 0",
                "nadam(0.1, beta1=0, eps=0); 0 0 0; 1e-30 -1e30 0; -0.1 0.1 0",
                // mu = 0.45 at every step without momentum_decay: 0.55/0.55 + 0.45/(1-0.2025) * 0.1.
                "nadam(1, eps=0, momentum_decay=0); 0; 5; -1.0564263322884013",

                // Spikes above sqrt(4 * 0.5) are cut to it: sqrt(2) / sqrt(1.25 / 0.75); zero moments limit nothing.
                "spam(1, beta1=0, beta2=0.5, eps=0, threshold=4); 0 0; 1 0 / 10 10; -1 0 / -2.095445115010332"
                        + " -1.2247448713915892",
                // Exactly at the threshold, g^2 = 8 * 0.5, nothing is cut: 2 / sqrt(2.25 / 0.75).
                "spam(1, beta1=0, beta2=0.5, eps=0, threshold=8); 0; 1 / 2; -1 / -2.1547005383792517",

                // v = 1/3 + 2/3 * 100 lags: q = 10 / sqrt(67) > 1 takes the whole excess off.
                "stable_adamw(1, beta1=0, beta2=0.5, eps=1e-30, weight_decay=0); 0 0; 1 1 / 10 10; -1 -1 / -2 -2",
                // With a quiet neighbour q = 10 / sqrt(134) < 1 and the step stays 10 / sqrt(67).
                "stable_adamw(1, beta1=0, beta2=0.5, eps=1e-30, weight_decay=0); 0 0; 1 1 / 10 0; -1 -1 / -2.221694443563052 -1",

                // Ratio 1 where the weights or the gradients are zero.
                "lars(0.1, momentum=0); 0 0; 3 -4; -0.3 0.4",
                "lars(0.1, momentum=0, weight_decay=0.5); 2; 0; 1.9",
                "lamb(0.1, eps=0); 0 0; 3 -4; -0.1 0.1",
                // 0.5 * 5 / (2 + 0.1 * 5 + 0.5) = 5/6 of g + 0.1 w.
                "lars(0.6, momentum=0, coefficient=0.5, weight_decay=0.1, eps=0.5); 3 4; 0 2; 2.85 2.8",
                // ||w|| = 5, r = (1, -1): 0.1 * 5 / sqrt(2).
                "lamb(0.1, eps=0); 3 4; 1 -1; 2.646446609406726 4.353553390593274",

                // c looks at the new gradient with 1-beta1, m with 1-beta2; where c is 0 there is no step.
                "lion(0.1, beta1=0.5, beta2=0.75); 0; 1 / -0.5 / -0.25; -0.1 / 0 / 0.1",
                "lion(0.1, beta1=0.5, beta2=0.5); 0; 1 / -0.5; -0.1 / -0.1",
                "signum(0.1, momentum=0.5); 0; 1 / -0.5 / -0.25; -0.1 / -0.1 / 0",

                // v = 0.25, b = 2 / 1 on the way; then v = 0.4375 (2 / sqrt(7)) joins 0.5 * 2.
                "rmsprop(1, alpha=0.75, eps=0, momentum=0.5); 0; 0.5 / 0.5; -2 / -4.511857892036909",
                // v - a^2 = 0.1875, then 0.4375 - 0.4375^2 = 0.24609375.
                "rmsprop(1, alpha=0.75, eps=0, centered=true); 0; 1 / 1; -2.309401076758503 / -4.325211599474382",
                // sqrt(1e-6) / sqrt(0.1 + 1e-6).
                "adadelta; 0; 1; -0.0031622618",
                "adagrad(1, eps=1); 0; 3 / 4; -0.75 / -1.4166666666666667",
                "adagrad(1, eps=0); 0 0; 0 1 / 2 0; 0 -1 / -1 -1",

                // u = sign(g), rms(w) = 5 / sqrt(2), at most 1e-2 of it. Gradients below sqrt(eps1) = 1e-15 fade: u =
                // 1e-5.
                "adafactor; 3 4; 1e-14 -5; 2.9648201228 4.0353553391",
                "adafactor; 3 4; 1e-20 -5; 2.9999996464 4.0353553391",
                "adafactor(eps1=0); 3 4; 1e-20 -5; 2.9646446609 4.0353553391",
                // min(1, 1/sqrt(2)) at step 2, where beta = 1 - 2^-0.8; weights that are zero count as eps2.
                "adafactor(1); 0; 7 / 7; -0.001 / -0.0017071067811865475",
                // d = 0.5 halves u = 1.
                "adafactor(0.1, d=0.5); 2; 1; 1.9",
            })
    void goByTheEquations(String optimizer, String start, String gradients, String expected) {
        double[] weight = numbers(start);
        double[] gradient = new double[weight.length];
        GradientSet set = GradientSet.builder()
                .add(Parameter.of("w", weight.length), Elements.of(gradient), Elements.of(weight))
                .build();
        Descent descent = new Descent(OptimizerExpression.parse(optimizer).optimizer(), set);
        String[] each = gradients.split("/");
        for (int step = 0; step < each.length; step++) {
            System.arraycopy(numbers(each[step]), 0, gradient, 0, gradient.length);
            descent.step(set, null, descent.optimizer().lr());
            assertThat(weight)
                    .as("step " + (step + 1))
                    .containsExactly(numbers(expected.split("/")[step]), within(1e-9));
        }
    }

    /** r = (2.5, 12.5), c = (5, 10), mean 7.5: v = 5/3, 10/3, 25/3, 50/3; the mean of u^2 is 0.96, below 1. */
    @Test
    void adafactorEstimatesAMatrixFromItsRowsAndColumns() {
        double[] weight = {1, 1, 1, 1};
        GradientSet set = GradientSet.builder()
                .add(Parameter.of("w", 2, 2), Elements.of(new double[] {1, 2, 3, 4}), Elements.of(weight))
                .build();
        Descent descent = new Descent(OptimizerExpression.parse("adafactor").optimizer(), set);
        descent.step(set, null, 0.01);
        double[] u = {0.7745966692414834, 1.0954451150103321, 1.0392304845413263, 0.9797958971132712};
        assertThat(weight)
                .containsExactly(Arrays.stream(u).map(x -> 1 - 0.01 * x).toArray(), within(1e-15));
        assertThat(descent.save().get("0/w").toArray()).containsExactly(new double[] {2.5, 12.5}, within(1e-15));
        assertThat(descent.save().get("1/w").toArray()).containsExactly(new double[] {5, 10}, within(1e-15));
    }

    /** Two numbers per row and column pair instead of one per element. */
    @Test
    void adafactorRemembersRowsAndColumnsOfTheLastTwoDimensions() {
        Optimizer adafactor = OptimizerExpression.parse("adafactor").optimizer();
        assertThat(adafactor.sizes(Parameter.of("w", 100, 300))).containsExactly(100, 300);
        assertThat(adafactor.sizes(Parameter.of("w", 8, 4, 3, 5))).containsExactly(8 * 4 * 3, 8 * 4 * 5);
        assertThat(adafactor.sizes(Parameter.of("w", 7))).containsExactly(7);
        assertThat(adafactor.sizes(Parameter.of("w"))).containsExactly(1);
    }

    /** A schedule's change reaches what the momentum remembers only in rules whose paper puts the rate inside (lars). */
    @Test
    void theLearningRateOfAStepStandsWhereThePaperPutsIt() {
        assertThat(afterRates("sgd(1, momentum=0.5)", 1, 0.1)).isEqualTo(-1 - 0.1 * 1.5, within(1e-15));
        assertThat(afterRates("lars(1, momentum=0.5, coefficient=1)", 1, 0.1)).isEqualTo(-1 - 0.6, within(1e-12));
        assertThat(afterRates("adafactor(1, eps2=1)", 1, 0.1)).isEqualTo(-1 - 0.1, within(1e-12));
    }

    /** From 0, along gradients of 1, with weights set back to 0 where the rule depends on them. */
    private static double afterRates(String optimizer, double... rates) {
        double[] weight = {0};
        GradientSet set = GradientSet.builder()
                .add(Parameter.of("w", 1), Elements.of(new double[] {1}), Elements.of(weight))
                .build();
        Descent descent = new Descent(OptimizerExpression.parse(optimizer).optimizer(), set);
        double way = 0;
        for (double rate : rates) {
            weight[0] = 0;
            descent.step(set, null, rate);
            way += weight[0];
        }
        return way;
    }

    /** As LibTorch has them; PyTorch for adadelta and nadam; the papers, or their authors' programs, for the rest. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "sgd(0.1); sgd(lr=0.1, momentum=0.0, nesterov=false, weight_decay=0.0)",
                "adagrad; adagrad(lr=0.01, eps=1e-10, initial_accumulator=0.0, lr_decay=0.0, weight_decay=0.0)",
                "rmsprop; rmsprop(lr=0.01, alpha=0.99, eps=1e-8, momentum=0.0, centered=false, weight_decay=0.0)",
                "adadelta; adadelta(lr=1.0, rho=0.9, eps=1e-6, weight_decay=0.0)",
                "adam; adam(lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.0)",
                "adamw; adamw(lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.01)",
                "amsgrad; amsgrad(lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.0)",
                "nadam; nadam(lr=0.002, beta1=0.9, beta2=0.999, eps=1e-8, momentum_decay=0.004, weight_decay=0.0)",
                "lion; lion(lr=0.0001, beta1=0.9, beta2=0.99, weight_decay=0.0)",
                "signum; signum(lr=0.001, momentum=0.9, weight_decay=0.0)",
                "spam; spam(lr=0.001, beta1=0.9, beta2=0.999, eps=1e-6, threshold=5000.0, interval=500, warmup=150,"
                        + " weight_decay=0.0)",
                "lars(0.1); lars(lr=0.1, momentum=0.9, coefficient=0.001, weight_decay=0.0, eps=0.0)",
                "lamb; lamb(lr=0.001, beta1=0.9, beta2=0.999, eps=1e-6, weight_decay=0.0)",
                "stable_adamw; stable_adamw(lr=0.001, beta1=0.9, beta2=0.99, eps=1e-8, weight_decay=0.01)",
                "adafactor; adafactor(lr=0.01, beta2_decay=-0.8, eps1=1e-30, eps2=0.001, d=1.0, weight_decay=0.0)",
            })
    void defaultsAreLibTorchsOrThePapers(String optimizer, String resolved) {
        assertThat(OptimizerExpression.parse(optimizer).resolved()).isEqualTo(resolved);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "adafactor(beta2_decay=0.8); beta2_decay must be 0 or less and finite, such as -0.8, was 0.8",
                "adafactor(eps1=-1); eps1 must be 0 or greater and finite, was -1",
                "adafactor(eps2=inf); eps2 must be 0 or greater and finite, was inf",
                "adafactor(d=0); d must be greater than 0 (inf limits nothing), was 0",
                "adadelta(eps=0); eps must be greater than 0",
                "stable_adamw(eps=0); eps must be greater than 0",
                "spam(interval=0); interval must be at least 1, was 0",
                "lars(0.1, coefficient=0); coefficient must be greater than 0",
                "adam(weight_decay=-0.1); weight_decay must be 0 or greater",
            })
    void refuseWhatMakesNoSense(String optimizer, String message) {
        assertThatThrownBy(() -> OptimizerExpression.parse(optimizer).optimizer())
                .hasMessageContaining(message);
    }

    @Test
    void everyPageHasFormulaEdgesCostSourceAndDifferences() {
        for (String name : OptimizerCatalog.optimizers().names()) {
            Page page = OptimizerCatalog.page(name);
            assertThat(page.formula()).as(name).containsPattern("w += w");
            assertThat(page.sections().keySet()).as(name).contains("Edges", "Cost", "Source", "Differs");
        }
    }

    private static double[] numbers(String text) {
        return Arrays.stream(text.strip().split("\\s+"))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }
}
