package io.steadygrad.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steadygrad.control.GradientControl;
import io.steadygrad.gradient.Elements;
import io.steadygrad.gradient.GradientSet;
import io.steadygrad.gradient.Parameter;
import io.steadygrad.kernel.Threads;
import io.steadygrad.method.Step;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every optimizer because it is in the catalogue, whatever its update rule. */
class OptimizerLawsTest {
    private static final Parameter MATRIX = Parameter.of("layer.weight", 4, 6);
    private static final Parameter VECTOR = Parameter.of("layer.bias", 5);

    /** Every optimizer, plain and with more of its parameters set. */
    static Stream<String> optimizers() {
        return Stream.concat(
                OptimizerCatalog.optimizers().names().stream().map(OptimizerLawsTest::plain),
                Stream.of(
                        "sgd(0.01, momentum=0.9, nesterov=true, weight_decay=0.1)",
                        "rmsprop(momentum=0.5, centered=true)",
                        "spam(interval=3, warmup=2, threshold=2)",
                        "adam(eps=0)",
                        "amsgrad(eps=0)",
                        "nadam(eps=0)",
                        "adagrad(eps=0)",
                        "rmsprop(eps=0, centered=true)",
                        "lamb(eps=0, weight_decay=0.1)",
                        "spam(eps=0)",
                        "adafactor(eps1=0, eps2=0)"));
    }

    private static String plain(String name) {
        return Set.of("sgd", "lars").contains(name) ? name + "(0.01)" : name;
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void aFactorThatRidesIsAGradientScaledBefore(String optimizer) {
        SplittableRandom random = new SplittableRandom(5);
        GradientSet riding = set(Elements.Type.FLOAT64, random);
        GradientSet scaled = copy(riding, Elements.Type.FLOAT64);
        Descent rides = descent(optimizer, riding);
        Descent plain = descent(optimizer, scaled);
        GradientControl control = GradientControl.of("clip_by_norm(0.3)", riding.layout());
        GradientControl before = GradientControl.of("clip_by_norm(0.3)", scaled.layout());
        GradientControl nothing = GradientControl.of("identity", scaled.layout());
        for (int step = 1; step <= 12; step++) {
            fill(riding, random, 1);
            copyGradients(riding, scaled);
            double[] came = gradients(riding);
            assertThat(control.step(riding, Step.of(step), rides).engaged()).isTrue();
            assertThat(gradients(riding)).as("gradients in memory").containsExactly(came);
            before.apply(scaled, Step.of(step));
            nothing.step(scaled, Step.of(step), plain);
            assertClose(weights(riding), weights(scaled), 1e-12);
        }
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void aRejectedStepLeavesNoTrace(String optimizer) {
        SplittableRandom random = new SplittableRandom(6);
        GradientSet disturbed = set(Elements.Type.FLOAT32, random);
        GradientSet clean = copy(disturbed, Elements.Type.FLOAT32);
        Descent descent = descent(optimizer, disturbed);
        Descent undisturbed = descent(optimizer, clean);
        GradientControl control = GradientControl.of("clip_by_global_norm(1)", disturbed.layout());
        GradientControl other = GradientControl.of("clip_by_global_norm(1)", clean.layout());
        for (int step = 1; step <= 7; step++) {
            for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
                fill(disturbed, random, 1);
                disturbed.get(1).gradient().set(2, bad);
                double[] before = weights(disturbed);
                Map<String, Elements> moments = descent.save();
                assertThat(control.step(disturbed, Step.of(step), descent).accepted())
                        .isFalse();
                assertThat(weights(disturbed)).containsExactly(before);
                assertSame(descent.save(), moments);
            }
            fill(disturbed, random, 1);
            copyGradients(disturbed, clean);
            control.step(disturbed, Step.of(step), descent);
            other.step(clean, Step.of(step), undisturbed);
            assertThat(weights(disturbed)).containsExactly(weights(clean));
        }
        assertThat(descent.steps()).isEqualTo(7);
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void savedMomentsContinueBitForBit(String optimizer) {
        for (Elements.Type type : new Elements.Type[] {Elements.Type.FLOAT64, Elements.Type.FLOAT32}) {
            SplittableRandom random = new SplittableRandom(7);
            GradientSet first = set(type, random);
            Descent descent = descent(optimizer, first);
            GradientSet second = copy(first, type);
            Descent resumed = descent(optimizer, second);
            for (int step = 1; step <= 8; step++) {
                if (step == 5) {
                    copyWeights(first, second);
                    resumed.load(descent.save());
                }
                fill(first, random, 1);
                copyGradients(first, second);
                descent.step(first, null, 0.01);
                if (step >= 5) {
                    resumed.step(second, null, 0.01);
                    assertThat(weights(second)).as(type + ", step " + step).containsExactly(weights(first));
                }
            }
            assertThat(resumed.steps()).isEqualTo(8);
        }
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void aStepInFloat32IsTheStepInFloat64Rounded(String optimizer) {
        SplittableRandom random = new SplittableRandom(8);
        GradientSet narrow = set(Elements.Type.FLOAT32, random);
        GradientSet wide = copy(narrow, Elements.Type.FLOAT64);
        Descent narrowDescent = descent(optimizer, narrow);
        Descent wideDescent = descent(optimizer, wide);
        for (int step = 1; step <= 20; step++) {
            fill(narrow, random, step % 4 == 0 ? 100 : 1);
            copyGradients(narrow, wide);
            copyWeights(narrow, wide);
            wideDescent.load(narrowDescent.save());
            narrowDescent.step(narrow, null, 0.01);
            wideDescent.step(wide, null, 0.01);
            assertClose(weights(narrow), weights(wide), 1e-6);
            Map<String, Elements> exact = wideDescent.save();
            narrowDescent
                    .save()
                    .forEach((name, moment) -> assertClose(
                            moment.toArray(),
                            Objects.requireNonNull(exact.get(name), name).toArray(),
                            1e-6));
        }
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void halfPrecisionWeightsTakeRoundedStepsAndKeepFloat32Moments(String optimizer) {
        for (Elements.Type type : new Elements.Type[] {Elements.Type.FLOAT16, Elements.Type.BFLOAT16}) {
            SplittableRandom random = new SplittableRandom(9);
            GradientSet half = set(type, random);
            fill(half, random, 1);
            GradientSet exact = copy(half, Elements.Type.FLOAT64);
            Descent descent = descent(optimizer, half);
            Descent truth = descent(optimizer, exact);
            descent.step(half, null, 0.1);
            truth.step(exact, null, 0.1);
            assertClose(weights(half), weights(exact), type == Elements.Type.FLOAT16 ? 0x1p-11 : 0x1p-8);
            descent.save().forEach((name, moment) -> {
                if (!name.equals("steps")) {
                    assertThat(moment.type()).isEqualTo(Elements.Type.FLOAT32);
                }
            });
        }
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void aFirstGradientOfZeroMovesNothingButForWeightDecay(String optimizer) {
        GradientSet set = set(Elements.Type.FLOAT64, new SplittableRandom(10));
        double[] before = weights(set);
        OptimizerExpression expression = OptimizerExpression.parse(optimizer);
        Descent without = new Descent(expression.with("weight_decay", "0").optimizer(), set);
        without.step(set, null, 0.01);
        without.step(set, null, 0.01);
        assertThat(weights(set)).containsExactly(before);

        new Descent(expression.with("weight_decay", "0.5").optimizer(), set).step(set, null, 0.01);
        double[] decayed = weights(set);
        for (int i = 0; i < before.length; i++) {
            if (optimizer.startsWith("signum") || optimizer.startsWith("lion")) {
                assertThat(decayed[i]).isEqualTo(before[i] * (1 - 0.01 * 0.5), within(1e-15));
            }
            assertThat(Math.abs(decayed[i])).isLessThan(Math.abs(before[i]));
        }
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void finiteGradientsLeaveWeightsAndMomentsFiniteAtEveryScale(String optimizer) {
        double[][] scales = {
            {1e-38, 1e-38, 1e-38},
            {1e38, 1e38, 1e38},
            {1e-38, 1e38, 1e-38, 1e38},
            {1e38, 0, 0, 1e-38, 1},
            {1e-30, 1, 1e30},
            {1e-45, 1e-45}
        };
        for (Elements.Type type : Elements.Type.values()) {
            for (double[] scale : scales) {
                for (boolean zeroWeights : new boolean[] {false, true}) {
                    SplittableRandom random = new SplittableRandom(11);
                    GradientSet set = set(type, random);
                    if (zeroWeights) {
                        set.entries()
                                .forEach(entry -> Objects.requireNonNull(entry.weight())
                                        .copyFrom(Elements.of(
                                                new double[entry.gradient().size()])));
                    }
                    Descent descent = descent(optimizer, set);
                    for (double size : scale) {
                        fill(set, random, size);
                        descent.step(set, null, 0.01);
                        assertThat(Arrays.stream(weights(set)).allMatch(Double::isFinite))
                                .as(type + " at " + size + " of " + Arrays.toString(scale))
                                .isTrue();
                        descent.save()
                                .forEach((name, moment) -> assertThat(
                                                Arrays.stream(moment.toArray()).allMatch(Double::isFinite))
                                        .as(type + " moment " + name + " at " + size)
                                        .isTrue());
                    }
                }
            }
        }
    }

    /** What a rule sums over a tensor it takes as means or as a quotient of norms: all blocks of it, each element once. */
    @ParameterizedTest
    @MethodSource("optimizers")
    void manyCopiesOfATensorInOneMoveAsTheTensorAlone(String optimizer) {
        int down = 31;
        int across = 41;
        SplittableRandom random = new SplittableRandom(12);
        double[] small = random.doubles(6, -1, 1).toArray();
        double[] gradient = new double[6];
        GradientSet one = GradientSet.builder()
                .add(Parameter.of("one", 2, 3), Elements.of(gradient), Elements.of(small))
                .build();
        double[] large = tiled(small, down, across);
        double[] gradients = new double[large.length];
        GradientSet many = GradientSet.builder()
                .add(Parameter.of("many", 2 * down, 3 * across), Elements.of(gradients), Elements.of(large))
                .build();
        Descent alone = descent(optimizer, one);
        Descent together = descent(optimizer, many);
        for (int step = 0; step < 6; step++) {
            Arrays.setAll(gradient, i -> random.nextDouble(-2, 2));
            System.arraycopy(tiled(gradient, down, across), 0, gradients, 0, gradients.length);
            alone.step(one, null, 0.01);
            together.step(many, null, 0.01);
            assertClose(large, tiled(small, down, across), 1e-12);
        }
    }

    /** Large enough for threads to share it, and with a tail that no vector fills. */
    @ParameterizedTest
    @MethodSource("optimizers")
    void theNumberOfThreadsChangesNoBit(String optimizer) {
        for (Elements.Type type : new Elements.Type[] {Elements.Type.FLOAT32, Elements.Type.BFLOAT16}) {
            GradientSet set = large(type);
            GradientSet same = copy(set, type);
            copyGradients(set, same);
            Descent descent = descent(optimizer, set);
            Descent shared = descent(optimizer, same);
            for (int step = 0; step < 2; step++) {
                Threads.limit(1);
                descent.step(set, new double[] {0.5, 1}, 0.01);
                Threads.limit(3);
                shared.step(same, new double[] {0.5, 1}, 0.01);
            }
            assertThat(weights(same)).isEqualTo(weights(set));
        }
    }

    private static GradientSet large(Elements.Type type) {
        SplittableRandom random = new SplittableRandom(13);
        GradientSet.Builder builder = GradientSet.builder();
        for (Parameter parameter : new Parameter[] {Parameter.of("large", 180, 3001), Parameter.of("small", 77)}) {
            Elements weight = Elements.allocate(type, parameter.size());
            Elements gradient = Elements.allocate(type, parameter.size());
            double[] block = new double[Math.toIntExact(parameter.size())];
            Arrays.setAll(block, i -> random.nextDouble(-1, 1));
            weight.write(0, block, block.length);
            Arrays.setAll(block, i -> i % 9 == 0 ? 0 : random.nextDouble(-1e-2, 1e-2));
            gradient.write(0, block, block.length);
            builder.add(parameter, gradient, weight);
        }
        return builder.build();
    }

    @AfterEach
    void asManyThreadsAsBefore() {
        Threads.limit(Runtime.getRuntime().availableProcessors());
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void anEmptyTensorIsLeftAlone(String optimizer) {
        GradientSet set = GradientSet.builder()
                .add(Parameter.of("nothing", 0), Elements.of(new double[0]), Elements.of(new double[0]))
                .add(Parameter.of("no.rows", 0, 3), Elements.of(new double[0]), Elements.of(new double[0]))
                .add(Parameter.of("no.columns", 3, 0), Elements.of(new double[0]), Elements.of(new double[0]))
                .build();
        Descent descent = descent(optimizer, set);
        descent.step(set, null, 0.01);
        descent.load(descent.save());
        assertThat(descent.steps()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void aLearningRateThatIsNoneIsRefused(String optimizer) {
        OptimizerExpression expression = OptimizerExpression.parse(optimizer);
        Map<String, String> given = new TreeMap<>(Map.of("0", "0", "-0.1", "-0.1", "inf", "inf"));
        given.forEach((lr, shown) -> assertThatThrownBy(
                        () -> expression.with("lr", lr).optimizer())
                .hasMessageContaining("lr must be greater than 0 and finite, was " + shown));
        assertThatThrownBy(() -> Optimizer.requireLearningRate(Double.NaN)).hasMessageContaining("was nan");
    }

    private static Descent descent(String optimizer, GradientSet set) {
        return new Descent(OptimizerExpression.parse(optimizer).optimizer(), set);
    }

    private static GradientSet set(Elements.Type type, SplittableRandom random) {
        GradientSet.Builder builder = GradientSet.builder();
        for (Parameter parameter : new Parameter[] {MATRIX, VECTOR}) {
            Elements weight = Elements.allocate(type, parameter.size());
            for (int i = 0; i < weight.size(); i++) {
                weight.set(i, (float) random.nextDouble(0.5, 2) * (random.nextBoolean() ? 1 : -1));
            }
            builder.add(parameter, Elements.allocate(type, parameter.size()), weight);
        }
        return builder.build();
    }

    /** The same weights and gradients in memory of their own. */
    private static GradientSet copy(GradientSet set, Elements.Type type) {
        GradientSet.Builder builder = GradientSet.builder();
        for (GradientSet.Entry entry : set.entries()) {
            long size = entry.parameter().size();
            builder.add(entry.parameter(), Elements.allocate(type, size), Elements.allocate(type, size));
        }
        GradientSet copy = builder.build();
        copyGradients(set, copy);
        copyWeights(set, copy);
        return copy;
    }

    private static void copyGradients(GradientSet from, GradientSet to) {
        for (int t = 0; t < from.size(); t++) {
            to.get(t).gradient().copyFrom(from.get(t).gradient());
        }
    }

    private static void copyWeights(GradientSet from, GradientSet to) {
        for (int t = 0; t < from.size(); t++) {
            Objects.requireNonNull(to.get(t).weight())
                    .copyFrom(Objects.requireNonNull(from.get(t).weight()));
        }
    }

    private static void fill(GradientSet set, SplittableRandom random, double scale) {
        for (GradientSet.Entry entry : set.entries()) {
            for (int i = 0; i < entry.gradient().size(); i++) {
                entry.gradient().set(i, i == 3 ? 0 : scale * random.nextDouble(-1, 1));
            }
        }
    }

    private static double[] weights(GradientSet set) {
        return set.entries().stream()
                .flatMapToDouble(entry ->
                        Arrays.stream(Objects.requireNonNull(entry.weight()).toArray()))
                .toArray();
    }

    private static double[] gradients(GradientSet set) {
        return set.entries().stream()
                .flatMapToDouble(entry -> Arrays.stream(entry.gradient().toArray()))
                .toArray();
    }

    /** A matrix of 2 by 3, repeated. */
    private static double[] tiled(double[] matrix, int down, int across) {
        double[] tiled = new double[6 * down * across];
        for (int i = 0; i < tiled.length; i++) {
            int row = i / (3 * across) % 2;
            tiled[i] = matrix[3 * row + i % 3];
        }
        return tiled;
    }

    private static void assertSame(Map<String, Elements> now, Map<String, Elements> before) {
        assertThat(now.keySet()).isEqualTo(before.keySet());
        now.forEach((name, values) -> assertThat(values.toArray())
                .as(name)
                .containsExactly(Objects.requireNonNull(before.get(name), name).toArray()));
    }

    /** Where terms nearly cancel, what is left of their roundings is large beside the result, but not beside the terms. */
    private static void assertClose(double[] some, double[] others, double relative) {
        assertThat(some).hasSameSizeAs(others);
        double largest = Arrays.stream(others).map(Math::abs).max().orElse(0);
        for (int i = 0; i < some.length; i++) {
            assertThat(some[i])
                    .as("element " + i)
                    .isEqualTo(
                            others[i],
                            within(relative * Math.max(Math.abs(others[i]) + largest / 10, Double.MIN_NORMAL)));
        }
    }
}
