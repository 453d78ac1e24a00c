package io.steadygrad.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steadygrad.control.GradientControl;
import io.steadygrad.formats.NdArray;
import io.steadygrad.formats.NpzFile;
import io.steadygrad.gradient.Elements;
import io.steadygrad.gradient.GradientSet;
import io.steadygrad.gradient.Layout;
import io.steadygrad.gradient.Parameter;
import io.steadygrad.method.Step;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ApplyTest {
    private static final double NAN = Double.NaN;

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int steady(String... arguments) {
        return Steady.commandLine(new PrintWriter(out, true), new PrintWriter(err, true))
                .execute(arguments);
    }

    private static NdArray array(List<Integer> shape, double... values) {
        return NdArray.of(values, shape);
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private void write(String name, Map<String, NdArray> arrays) throws IOException {
        NpzFile.write(folder.resolve(name), arrays);
    }

    /** Applies to g.npz, writes h.npz and r.json. */
    private int apply(String expression, String... more) {
        String[] all = new String[8 + more.length];
        String[] fixed = {
            "apply", expression, "--gradients", file("g.npz"), "--out", file("h.npz"), "--report", file("r.json")
        };
        System.arraycopy(fixed, 0, all, 0, 8);
        System.arraycopy(more, 0, all, 8, more.length);
        return steady(all);
    }

    private double[] result(String array) throws IOException {
        NdArray found = NpzFile.read(folder.resolve("h.npz")).get(array);
        assertThat(found).as(array).isNotNull();
        return Objects.requireNonNull(found).toDoubles();
    }

    private JsonNode report() throws IOException {
        return JsonMapper.shared()
                .readTree(Files.readString(folder.resolve("r.json")))
                .path("steps");
    }

    @Test
    void clipsAndReportsWhatItDid() throws IOException {
        Map<String, NdArray> gradients = new LinkedHashMap<>();
        gradients.put("a.weight", array(List.of(2), 3, 4));
        gradients.put("a.bias", array(List.of(1), 12));
        write("g.npz", gradients);

        assertThat(apply("clip_by_global_norm(1)")).as(err.toString()).isZero();

        assertThat(result("a.weight")).containsExactly(new double[] {3 / 13.0, 4 / 13.0}, within(1e-15));
        assertThat(result("a.bias")).containsExactly(new double[] {12 / 13.0}, within(1e-15));
        assertThat(report()).hasSize(1);
        JsonNode step = report().get(0);
        assertThat(step.propertyNames())
                .containsExactly(
                        "step",
                        "accepted",
                        "pending",
                        "normBefore",
                        "normAfter",
                        "factor",
                        "engaged",
                        "threshold",
                        "nonFinite",
                        "reason");
        assertThat(step.path("step").asInt()).isEqualTo(1);
        assertThat(step.path("accepted").asBoolean()).isTrue();
        assertThat(step.path("pending").asBoolean()).isFalse();
        assertThat(step.path("normBefore").asDouble()).isEqualTo(13);
        assertThat(step.path("normAfter").asDouble()).isEqualTo(1, within(1e-12));
        assertThat(step.path("factor").asDouble()).isEqualTo(1 / 13.0, within(1e-15));
        assertThat(step.path("engaged").asBoolean()).isTrue();
        assertThat(step.path("threshold").asDouble()).isEqualTo(1);
        assertThat(step.path("nonFinite").toString())
                .isEqualTo("{\"nan\":0,\"positiveInfinity\":0,\"negativeInfinity\":0,\"tensors\":[]}");
        assertThat(step.path("reason").asString()).contains("13");
        assertThat(out.toString()).contains("changed", "0.0769231", "wrote 2 arrays to " + file("h.npz"));
    }

    @Test
    void whatIsWithinItsLimitComesOutBitForBitWithFactorOne() throws IOException {
        write("g.npz", Map.of("w", array(List.of(2), 3, 4)));

        assertThat(apply("clip_by_global_norm(5)")).isZero();

        assertThat(Files.readAllBytes(folder.resolve("h.npz"))).isEqualTo(Files.readAllBytes(folder.resolve("g.npz")));
        assertThat(report().get(0).path("engaged").asBoolean()).isFalse();
        assertThat(report().get(0).path("factor").asDouble()).isEqualTo(1);
        assertThat(report().get(0).path("threshold").isNull()).isTrue();
        assertThat(report().get(0).path("normAfter").asDouble()).isEqualTo(5);
        assertThat(report().get(0).path("reason").asString()).isEmpty();
    }

    @Test
    void aFactorThatIsNotOneNumberIsNull() throws IOException {
        write("g.npz", Map.of("w", array(List.of(3), -3, 0.5, 1)));

        assertThat(apply("clip_by_value(1)")).isZero();

        assertThat(result("w")).containsExactly(-1, 0.5, 1);
        assertThat(report().get(0).path("factor").isNull()).isTrue();
        assertThat(report().get(0).path("normBefore").asDouble()).isEqualTo(Math.sqrt(10.25), within(1e-12));
        assertThat(report().get(0).path("normAfter").asDouble()).isEqualTo(1.5);
    }

    @Test
    void normsOfTheReportAreGlobalL2WhateverTheMethodMeasures() throws IOException {
        Map<String, NdArray> gradients = new LinkedHashMap<>();
        gradients.put("a", array(List.of(2), 3, 4));
        gradients.put("b", array(List.of(1), 12));
        write("g.npz", gradients);

        assertThat(apply("clip_by_global_norm(9.5, norm=l1)")).isZero();

        assertThat(result("a")).containsExactly(1.5, 2);
        assertThat(report().get(0).path("normBefore").asDouble()).isEqualTo(13);
        assertThat(report().get(0).path("normAfter").asDouble()).isEqualTo(6.5);
        assertThat(report().get(0).path("threshold").asDouble()).isEqualTo(9.5);
    }

    @Test
    void stateCarriesOverFromStepToStep() throws IOException {
        write("g.npz", Map.of("w", array(List.of(7, 1), 1, 2, NAN, 3, 4, 5, 100)));

        assertThat(apply("autoclip(10)", "--steps")).isZero();

        assertThat(result("w")).containsExactly(new double[] {1, 1.1, NAN, 1.2, 1.3, 1.4, 1.5}, within(1e-12));
        JsonNode rejected = report().get(2);
        assertThat(rejected.path("accepted").asBoolean()).isFalse();
        assertThat(rejected.path("engaged").asBoolean()).isFalse();
        assertThat(rejected.path("normBefore").isNull()).isTrue();
        assertThat(rejected.path("normAfter").isNull()).isTrue();
        assertThat(rejected.path("nonFinite").toString())
                .isEqualTo("{\"nan\":1,\"positiveInfinity\":0,\"negativeInfinity\":0,\"tensors\":[\"w\"]}");
        assertThat(report().get(6).path("step").asInt()).isEqualTo(7);
        assertThat(report().get(6).path("threshold").asDouble()).isEqualTo(1.5, within(1e-12));
    }

    @Test
    void theFirstStepsOfAdanormAreThoseOfThePaper() throws IOException {
        write("g.npz", Map.of("w", array(List.of(6), 1, 1, 1, 10, .1, .01)));

        assertThat(apply("adanorm", "--steps")).isZero();

        assertThat(result("w")).containsExactly(new double[] {1, 1, 1, 10, .6087190625, .578783109375}, within(1e-9));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "zclip(warmup=4)",
                "adagc(warmup=3)",
                "ema_clip(ratio=1.1)",
                "stable_spam",
                "grokfast",
                "noise(0.1, seed=7)",
                "skip_spikes(window=8)",
                "accumulate(3) | clip_by_norm(linear(0.1, 2, 10), scope=layer)",
                "per_group(\"*.bias\"=scale(3), default=autoclip(50))",
            })
    void stepsOfAFileAreThoseOfAControlInJava(String expression) throws IOException {
        int steps = 12;
        Random random = new Random(11);
        float[] weight = new float[steps * 6];
        double[] bias = new double[steps * 2];
        for (int i = 0; i < weight.length; i++) {
            weight[i] = (float) (random.nextGaussian() * Math.pow(10, i / 6 % 3));
        }
        for (int i = 0; i < bias.length; i++) {
            bias[i] = random.nextGaussian();
        }
        weight[7 * 6 + 2] = Float.NEGATIVE_INFINITY;
        Map<String, NdArray> gradients = new LinkedHashMap<>();
        gradients.put("l.weight", NdArray.of(weight.clone(), List.of(steps, 2, 3)));
        gradients.put("l.bias", NdArray.of(bias.clone(), List.of(steps, 2)));
        write("g.npz", gradients);

        assertThat(apply(expression, "--steps")).as(err.toString()).isZero();

        List<Parameter> parameters = List.of(Parameter.of("l.weight", 2, 3), Parameter.of("l.bias", 2));
        GradientControl control = GradientControl.of(expression, new Layout(parameters));
        double[] weightOut = result("l.weight");
        double[] biasOut = result("l.bias");
        for (int step = 0; step < steps; step++) {
            float[] w = Arrays.copyOfRange(weight, step * 6, step * 6 + 6);
            double[] b = Arrays.copyOfRange(bias, step * 2, step * 2 + 2);
            control.apply(
                    GradientSet.builder()
                            .add(parameters.get(0), Elements.of(w))
                            .add(parameters.get(1), Elements.of(b))
                            .build(),
                    Step.of(step + 1));
            for (int i = 0; i < 6; i++) {
                assertThat(weightOut[step * 6 + i]).as("step %d", step + 1).isEqualTo(w[i]);
            }
            assertThat(Arrays.copyOfRange(biasOut, step * 2, step * 2 + 2))
                    .as("step %d", step + 1)
                    .isEqualTo(b);
        }
    }

    @Test
    void gradientsThatAreStillCollectedComeOutAsZeros() throws IOException {
        write("g.npz", Map.of("w", array(List.of(4, 2), 2, 0, 0, 2, 7, 7, 0, 0)));

        assertThat(apply("accumulate(2, mean=false) | clip_by_global_norm(1)", "--steps"))
                .isZero();

        double half = Math.sqrt(0.5);
        assertThat(result("w")).containsExactly(new double[] {0, 0, half, half, 0, 0, half, half}, within(1e-12));
        assertThat(report().get(0).path("pending").asBoolean()).isTrue();
        assertThat(report().get(0).path("accepted").asBoolean()).isTrue();
        assertThat(report().get(0).path("normBefore").asDouble()).isEqualTo(2);
        assertThat(report().get(0).path("normAfter").asDouble()).isZero();
        assertThat(report().get(1).path("pending").asBoolean()).isFalse();
        assertThat(report().get(1).path("normAfter").asDouble()).isEqualTo(1, within(1e-12));
    }

    @Test
    void gradientsAreTakenAsScaledByTheLossScale() throws IOException {
        double inf = Double.POSITIVE_INFINITY;
        write("g.npz", Map.of("w", array(List.of(6), 4, 4, inf, NAN, 1, 1)));

        assertThat(apply("dynamic_loss_scale(4, 2, .25, 2)", "--steps"))
                .as(err.toString())
                .isZero();

        assertThat(result("w")).containsExactly(1, 1, inf, NAN, 2, 2);
    }

    @Test
    void unitsLieAlongTheAxisThatIsNamed() throws IOException {
        write("g.npz", Map.of("w", array(List.of(2, 2), 7, 24, 5, 12)));
        write("w.npz", Map.of("w", array(List.of(2, 2), 3, 4, 9, 40), "unused", array(List.of(3), 1, 2, 3)));
        assertThat(apply("agc(0.5)", "--weights", file("w.npz")))
                .as(err.toString())
                .isZero();
        assertThat(result("w")).containsExactly(new double[] {.7, 2.4, 5, 12}, within(1e-12));

        write("g.npz", Map.of("w", array(List.of(2, 2), 7, 5, 24, 12)));
        write("w.npz", Map.of("w", array(List.of(2, 2), 3, 9, 4, 40)));
        assertThat(apply("agc(0.5)", "--weights", file("w.npz"), "--unit-axis", "last"))
                .isZero();
        assertThat(result("w")).containsExactly(new double[] {.7, 5, 2.4, 12}, within(1e-12));
        assertThat(report().get(0).path("factor").isNull()).isTrue();
    }

    @Test
    void weightsAreThoseOfAllStepsOrOfEachStep() throws IOException {
        write("g.npz", Map.of("w", array(List.of(2, 2), 3, 4, 3, 4)));
        write("w.npz", Map.of("w", array(List.of(2), 0, 2)));
        assertThat(apply("trust_ratio", "--steps", "--weights", file("w.npz"))).isZero();
        assertThat(result("w")).containsExactly(new double[] {1.2, 1.6, 1.2, 1.6}, within(1e-12));

        write("w.npz", Map.of("w", array(List.of(2, 2), 0, 2, 0, 20)));
        assertThat(apply("trust_ratio", "--steps", "--weights", file("w.npz"))).isZero();
        assertThat(result("w")).containsExactly(new double[] {1.2, 1.6, 12, 16}, within(1e-12));
    }

    @Test
    void onlyParametersThatAreComparedNeedWeights() throws IOException {
        Map<String, NdArray> gradients = new LinkedHashMap<>();
        gradients.put("fc.weight", array(List.of(1, 2), 30, 40));
        gradients.put("conv.weight", array(List.of(1, 2), 30, 40));
        write("g.npz", gradients);
        write("w.npz", Map.of("conv.weight", array(List.of(1, 2), 3, 4)));

        assertThat(apply("per_group(\"fc.*\"=identity, default=agc(1))", "--weights", file("w.npz")))
                .as(err.toString())
                .isZero();

        assertThat(result("fc.weight")).containsExactly(30, 40);
        assertThat(result("conv.weight")).containsExactly(new double[] {3, 4}, within(1e-12));
    }

    @Test
    void aRejectedStepKeepsItsVeryBits() throws IOException {
        NdArray odd = NdArray.zeros(NdArray.Type.FLOAT32, List.of(4));
        int[] bits = {0x7fc12345, 0xff800001, 0x7f800000, 0x00000001};
        odd.bytes().asIntBuffer().put(bits);
        write("g.npz", Map.of("w", odd));

        for (String rejects : List.of("scale(2)", "sign | skip_large(1)", "zero_nans | scale(2)")) {
            assertThat(apply(rejects)).isZero();
            assertThat(report().get(0).path("accepted").asBoolean()).as(rejects).isFalse();
            assertThat(NpzFile.read(folder.resolve("h.npz")).get("w"))
                    .as(rejects)
                    .isEqualTo(odd);
        }
    }

    @Test
    void whenTheGuardGivesUpAllIsWrittenAndTheExitCodeIsOne() throws IOException {
        write("g.npz", Map.of("w", array(List.of(5, 1), 8, NAN, NAN, 8, 8)));

        assertThat(apply("clip_by_global_norm(1) | skip_non_finite(2)", "--steps"))
                .isEqualTo(1);

        assertThat(err.toString())
                .contains("gave the run up at step 3", "2 such steps in a row", "from there on")
                .doesNotContain("stack trace");
        assertThat(result("w")).containsExactly(1, NAN, NAN, 8, 8);
        assertThat(report()).hasSize(3);
        assertThat(report().get(2).path("accepted").asBoolean()).isFalse();
    }

    @Test
    void theResultMayReplaceTheGradients() throws IOException {
        write("g.npz", Map.of("w", array(List.of(2), 3, 4)));
        assertThat(steady("apply", "scale(2)", "--gradients", file("g.npz"), "--out", file("g.npz")))
                .isZero();
        assertThat(NpzFile.read(folder.resolve("g.npz")).get("w")).isEqualTo(array(List.of(2), 6, 8));
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void scalarsEmptyArraysAndEmptyFilesAreGradientsToo() throws IOException {
        Map<String, NdArray> gradients = new LinkedHashMap<>();
        gradients.put("scalar", array(List.of(), -5));
        gradients.put("empty", array(List.of(0, 3)));
        write("g.npz", gradients);
        assertThat(apply("clip_by_global_norm(1)")).as(err.toString()).isZero();
        assertThat(result("scalar")).containsExactly(-1);
        assertThat(NpzFile.read(folder.resolve("h.npz")).get("empty")).isEqualTo(array(List.of(0, 3)));

        write("g.npz", Map.of());
        assertThat(apply("clip_by_global_norm(1)")).as(err.toString()).isZero();
        assertThat(NpzFile.read(folder.resolve("h.npz"))).isEmpty();
        assertThat(report().get(0).path("normBefore").asDouble(-1)).isZero();
        assertThat(report().get(0).path("factor").asDouble()).isEqualTo(1);
    }

    @Test
    void noStepsAreNoReport() throws IOException {
        write("g.npz", Map.of("w", array(List.of(0, 3))));
        assertThat(apply("clip_by_global_norm(1)", "--steps"))
                .as(err.toString())
                .isZero();
        assertThat(report()).isEmpty();
        assertThat(NpzFile.read(folder.resolve("h.npz")).get("w")).isEqualTo(array(List.of(0, 3)));
    }

    @ParameterizedTest
    @CsvSource({"FLOAT16, 0.0999755859375", "FLOAT32, 0.10000000149011612", "FLOAT64, 0.1"})
    void theTypeOfTheResultIsThatOfTheGradient(NdArray.Type type, double tenth) throws IOException {
        NdArray gradient = NdArray.zeros(type, List.of(1));
        gradient.elements().set(0, 10);
        write("g.npz", Map.of("w", gradient));
        assertThat(apply("clip_by_value(0.1)")).isZero();
        NdArray result = NpzFile.read(folder.resolve("h.npz")).get("w");
        assertThat(result).isNotNull();
        assertThat(Objects.requireNonNull(result).type()).isEqualTo(type);
        assertThat(result("w")).containsExactly(tenth);
    }
}
