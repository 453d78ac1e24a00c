package io.steadygrad.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steadygrad.control.GradientControl;
import io.steadygrad.gradient.Elements;
import io.steadygrad.gradient.Glob;
import io.steadygrad.gradient.GradientSet;
import io.steadygrad.gradient.Norm;
import io.steadygrad.gradient.Parameter;
import io.steadygrad.gradient.Scope;
import io.steadygrad.method.*;
import io.steadygrad.spec.Names;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole catalogue line by line: names, order and defaults of the arguments, as an expression and in Java. */
class CatalogueLinesTest {
    private static final Chain CLIP = Chain.of(Bands.clipByValue(2));

    /**
     * A method's arguments in order with their defaults; {@code name:value} has none and gets the value here. Then the same
     * method made in Java.
     */
    private static final List<Arguments> LINES = List.of(
            line("clip_by_value", "limit:2", Bands.clipByValue(2)),
            line("clip_by_norm", "max_norm:2 norm=l2 scope=tensor", Bands.clipByNorm(2, Norm.L2, Scope.TENSOR)),
            line("clip_by_global_norm", "max_norm:2 norm=l2", Bands.clipByGlobalNorm(2, Norm.L2)),
            line("clip_by_block_rms", "threshold:2", Bands.clipByBlockRms(2)),
            line("limit_max", "limit:2 scope=global", Bands.limitMax(2, Scope.GLOBAL)),
            line("agc", "clipping=0.01 eps=1e-3", new Agc(0.01, 1e-3)),
            line(
                    "amplify",
                    "low:2 norm=l2 scope=tensor max_factor=1000 floor=1e-30",
                    Bands.amplify(2, Norm.L2, Scope.TENSOR, 1000, 1e-30)),
            line(
                    "band",
                    "low:2 high:3 scope=element norm=l2 max_factor=inf floor=0",
                    new Band(2, 3, Scope.ELEMENT, Norm.L2, Double.POSITIVE_INFINITY, 0)),
            line("article", "gamma=0.1 reading=element", Bands.article(0.1, Bands.Reading.ELEMENT)),
            line("normalize", "scope=global scale=1 norm=l2", Bands.normalize(Scope.GLOBAL, 1, Norm.L2)),
            line("sign", "scale=1", Bands.sign(1)),
            line("renormalize_layer", "", Bands.renormalizeLayer()),
            line("renormalize_param", "", Bands.renormalizeParam()),
            line(
                    "gradient_amplification",
                    "layers=\"*\" ratio=0.5 factor=2 from_epoch=1 to_epoch=inf every=1 seed=0",
                    new GradientAmplification(new Glob("*"), 0.5, 2, 1, Long.MAX_VALUE, 1, 0)),
            line("adanorm", "decay=0.95", new Adanorm(0.95)),
            line("grokfast", "decay=0.98 lambda=2", new Grokfast(0.98, 2)),
            line("autoclip", "percentile=10 history=10000", new Autoclip(10, 10000)),
            line(
                    "zclip",
                    "z=2.5 alpha=0.97 warmup=25 max_norm=1.0 spike=reciprocal",
                    new Zclip(2.5, 0.97, 25, 1, Zclip.Spike.RECIPROCAL)),
            line("adagc", "rel=1.05 abs=1.0 beta=0.98 warmup=100", new Adagc(1.05, 1, 0.98, 100)),
            line("ema_clip", "ratio=2 beta=0.95", new EmaClip(2, 0.95)),
            line("skip_spikes", "sigma=6 window=128 remember_rejected=false", new SkipSpikes(6, 128, false)),
            line(
                    "stable_spam",
                    "gamma1=0.7 gamma2=0.9 gamma3=0.999 interval=1000 eps=1e-8",
                    new StableSpam(0.7, 0.9, 0.999, 1000, 1e-8)),
            line("zero_nans", "", new ZeroNans()),
            line("skip_non_finite", "max_consecutive=10", new SkipNonFinite(10)),
            line("error_on_non_finite", "", new ErrorOnNonFinite()),
            line("allow_non_finite", "", new AllowNonFinite()),
            line("identity", "", new Identity()),
            line("skip_large", "max_norm:20", new SkipLarge(20)),
            line("centralize", "", new Centralize()),
            line("noise", "eta:2 gamma=0.55 seed=0", new Noise(2, 0.55, 0)),
            line("scale", "factor:2", new Scale(2)),
            line("trust_ratio", "coefficient=1 eps=0", new TrustRatio(1, 0)),
            line("accumulate", "every:2 mean=true", new Accumulate(2, true)),
            line(
                    "dynamic_loss_scale",
                    "init=65536 growth=2 backoff=0.5 interval=2000 hysteresis=1",
                    new DynamicLossScale(65536, 2, 0.5, 2000, 1)),
            line(
                    "per_group",
                    "\"w*\":clip_by_value(2) default=identity",
                    new PerGroup(Map.of(new Glob("w*"), CLIP), Chain.of(new Identity()))),
            line("on_steps", "from:1 to:9 every:2 chain:clip_by_value(2)", new OnSteps(1, 9, 2, CLIP)));

    private static Arguments line(String name, String arguments, Method made) {
        return Arguments.of(name, arguments.isEmpty() ? List.of() : List.of(arguments.split(" ")), made);
    }

    static Stream<Arguments> lines() {
        return LINES.stream();
    }

    @ParameterizedTest
    @MethodSource("lines")
    void meansTheSameInOrderByNameByDefaultAndInJava(String name, List<String> arguments, Method made) {
        String byName = arguments.stream().map(a -> a.replaceFirst(":", "=")).collect(Collectors.joining(", "));
        String byDefault = arguments.stream()
                .filter(a -> a.contains(":"))
                .map(a -> a.replaceFirst(":", "="))
                .collect(Collectors.joining(", "));
        Stream<String> inOrder = arguments.stream()
                .map(a -> a.startsWith("\"") || name.equals("per_group")
                        ? a.replaceFirst(":", "=")
                        : a.replaceFirst("^\\w+[:=]", ""));
        Chain expected = Chain.of(made);
        assertThat(parse(name, byName)).isEqualTo(expected);
        assertThat(parse(name, byDefault)).isEqualTo(expected);
        assertThat(parse(name, inOrder.collect(Collectors.joining(", ")))).isEqualTo(expected);
        if (byDefault.isEmpty()) {
            assertThat(MethodExpression.parse(name).chain()).isEqualTo(expected);
        }
    }

    private static Chain parse(String name, String arguments) {
        return MethodExpression.parse(name + "(" + arguments + ")").chain();
    }

    @ParameterizedTest
    @MethodSource("lines")
    void runsWithDefaults(String name, List<String> arguments, Method made) {
        double[] gradient = {3, 4, 0, -1, 2, 5};
        GradientSet set = GradientSet.builder()
                .add(Parameter.of("w.a", 2, 3), Elements.of(gradient), Elements.of(new double[] {1, 1, 1, 1, 1, 1}))
                .build();
        GradientControl control = GradientControl.of(made, set.layout());
        for (int step = 1; step <= 3; step++) {
            assertThat(control.apply(set, new Step(step, 1, 0.5, 0.1)).accepted())
                    .isTrue();
        }
        assertThat(Arrays.stream(gradient).allMatch(Double::isFinite)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("lines")
    void takesNaNForNoNumber(String name, List<String> arguments, Method made) throws ReflectiveOperationException {
        RecordComponent[] components = made.getClass().getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        for (int i = 0; i < components.length; i++) {
            if (types[i] == double.class) {
                Object[] values = new Object[components.length];
                for (int j = 0; j < values.length; j++) {
                    values[j] = components[j].getAccessor().invoke(made);
                }
                values[i] = Double.NaN;
                assertThatThrownBy(() -> made.getClass().getConstructor(types).newInstance(values))
                        .as(name + ": " + components[i].getName())
                        .cause()
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining(Names.snake(components[i].getName()))
                        .hasMessageContaining("was nan");
            }
        }
    }

    @Test
    void nothingOfTheCatalogueIsLeftOut() {
        assertThat(LINES.stream().map(line -> line.get()[0]).toList())
                .containsExactlyInAnyOrderElementsOf(MethodCatalog.methods().names());
    }
}
