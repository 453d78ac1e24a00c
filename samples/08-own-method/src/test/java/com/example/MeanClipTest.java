package com.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steadygrad.control.GradientControl;
import io.steadygrad.gradient.Elements;
import io.steadygrad.gradient.GradientSet;
import io.steadygrad.gradient.Parameter;
import io.steadygrad.method.Step;
import io.steadygrad.testkit.Contract;
import io.steadygrad.testkit.Examples;
import io.steadygrad.testkit.MethodContract;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract's laws, which bind every method, and the numbers of this one, computed by hand. */
class MeanClipTest extends MethodContract {
    @Override
    protected Stream<String> expressions() {
        return Stream.concat(Examples.of("mean_clip"), Stream.of("mean_clip(ratio=1.1, decay=0)"));
    }

    @Test
    void limitsToTwiceTheMeanOfItsClippedNorms() {
        double[] gradient = new double[2];
        GradientSet set = GradientSet.builder()
                .add(Parameter.of("layer.weight", 2), Elements.of(gradient))
                .build();
        GradientControl control = GradientControl.of("mean_clip(ratio=2, decay=0.5)", set.layout());
        double[][] given = {{3, 4}, {6, 8}, {30, 40}, {3, 4}};
        double[] norms = {5, 10, 15, 5}; // means after each: 5, 7.5, 11.25
        for (int step = 1; step <= given.length; step++) {
            System.arraycopy(given[step - 1], 0, gradient, 0, 2);
            control.apply(set, Step.of(step));
            assertThat(Math.hypot(gradient[0], gradient[1])).isEqualTo(norms[step - 1], within(1e-12));
        }
    }

    @Test
    void theWrongWayIsFoundOut() {
        List<String> violations = Contract.violations(new WrongWay());
        violations.forEach(violation -> System.out.println("wrong way: " + violation));
        assertThat(violations)
                .anyMatch(violation -> violation.startsWith("a non-finite step changes nothing later"))
                .anyMatch(violation -> violation.startsWith("what is not finite never stays in the state"))
                .anyMatch(violation -> violation.startsWith("a rejected step leaves gradients, state, weights"))
                .anyMatch(violation -> violation.startsWith("deciding stays within the effect"));
    }

    @Test
    void theStudyRunsWithIt(@TempDir Path runs) throws Exception {
        Process run = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.steadygrad.app.Steady",
                        "run",
                        "study.yaml",
                        "--out",
                        runs.resolve("own-method").toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(run.waitFor()).as(said).isZero();
        assertThat(said).containsPattern("plain +[0-2] of 3").containsPattern("mean-clip +6 of 6");
    }
}
