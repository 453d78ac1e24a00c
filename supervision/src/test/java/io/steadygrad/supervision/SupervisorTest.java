package io.steadygrad.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steadygrad.control.Report;
import io.steadygrad.control.RunFailedException;
import io.steadygrad.formats.TraceFile;
import io.steadygrad.gradient.Elements;
import io.steadygrad.gradient.GradientSet;
import io.steadygrad.gradient.Parameter;
import io.steadygrad.health.Diagnosis;
import io.steadygrad.health.Symptom;
import io.steadygrad.spec.ExpressionException;
import io.steadygrad.trace.Trace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisorTest {
    @TempDir
    Path folder;

    private final float[] gradient = new float[4];
    private final float[] weight = {1, 1, 1, 1};
    private final GradientSet gradients = GradientSet.builder()
            .add(Parameter.of("layer.weight", 2, 2), Elements.of(gradient), Elements.of(weight))
            .build();

    private void fill(double value) {
        java.util.Arrays.fill(gradient, (float) value);
    }

    @Test
    void itControlsAsTheExpressionSays() {
        try (Supervisor supervisor = Supervisor.of("clip_by_global_norm(1)")) {
            fill(2);
            Report report = supervisor.step(gradients, Double.NaN, Double.NaN);
            assertThat(report.normBefore()).isEqualTo(4);
            assertThat(gradient).containsExactly(0.5f, 0.5f, 0.5f, 0.5f);
            assertThatThrownBy(supervisor::trace)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("record(FILE)");
            assertThat(supervisor.diagnose()).isEmpty();
        }
        assertThatThrownBy(() -> Supervisor.of("clip_by_global_nrm(1)"))
                .isInstanceOf(ExpressionException.class)
                .hasMessageContaining("clip_by_global_norm");
    }

    @Test
    void aRunIsRecordedAsItWent() throws IOException {
        Path file = folder.resolve("trace.npz");
        try (Supervisor supervisor = Supervisor.of("skip_non_finite").record(file)) {
            for (int step = 1; step <= 10; step++) {
                fill(step == 4 ? Double.NaN : 1);
                Report report = supervisor.step(gradients, 1.0 / step, 0.1);
                for (int i = 0; i < weight.length && report.steps(); i++) {
                    weight[i] -= 0.1f * gradient[i];
                }
            }
        }
        Trace trace = TraceFile.read(file);
        assertThat(trace.steps().step()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        assertThat(trace.steps().loss()[1]).isEqualTo(0.5);
        assertThat(trace.steps().learningRate()[9]).isEqualTo(0.1);
        assertThat(trace.steps().accepted())
                .containsExactly(true, true, true, false, true, true, true, true, true, true);
        assertThat(trace.steps().normBefore()[0]).isEqualTo(2);
        assertThat(trace.tensors().names()).containsExactly("layer.weight");
        assertThat(trace.tensors().nonFinite()[3]).isEqualTo(4);
        assertThat(trace.signals().updates().step()).startsWith(1, 2, 3).doesNotContain(4);
        assertThat(trace.signals().updates().weight()[0]).isEqualTo(2);
        assertThat(trace.signals().updates().update()[0]).isCloseTo(0.2f, org.assertj.core.data.Offset.offset(1e-6f));
    }

    @Test
    void anExplosionIsToldOnceAndWhileItHappens() {
        List<Diagnosis> told = new ArrayList<>();
        List<Long> at = new ArrayList<>();
        try (Supervisor supervisor = Supervisor.of("identity").onDiagnosis(told::add)) {
            double size = 0.1;
            for (int step = 1; step <= 300; step++) {
                fill(size);
                int before = told.size();
                supervisor.step(gradients, Math.min(1e30, size), 0.1);
                if (told.size() > before) {
                    at.add((long) step);
                }
                size *= step > 100 ? 1.5 : 1;
            }
        }
        assertThat(told).extracting(Diagnosis::symptom).contains(Symptom.EXPLODING);
        assertThat(told).extracting(each -> each.symptom() + " " + each.layer()).doesNotHaveDuplicates();
        assertThat(at.get(0)).isBetween(100L, 299L);
    }

    @Test
    void aRunThatIsGivenUpIsRecordedToItsEnd() throws IOException {
        Path file = folder.resolve("trace.npz");
        try (Supervisor supervisor = Supervisor.of("clip_by_global_norm(1)").record(file)) {
            fill(Double.NaN);
            assertThatThrownBy(() -> {
                        for (int step = 1; step <= 20; step++) {
                            supervisor.step(gradients, Double.NaN, Double.NaN);
                        }
                    })
                    .isInstanceOf(RunFailedException.class);
        }
        assertThat(TraceFile.read(file).steps().size()).isEqualTo(10);
    }

    @Test
    void otherParametersThanBeforeAreRefused() {
        try (Supervisor supervisor = Supervisor.of("clip_by_global_norm(1)")) {
            supervisor.step(gradients, 1, 1);
            GradientSet other = GradientSet.builder()
                    .add(Parameter.of("layer.weight", 3), Elements.of(new float[3]))
                    .build();
            assertThatThrownBy(() -> supervisor.step(other, 1, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("layer.weight");
        }
    }

    @Test
    void theExampleOfThePage() throws IOException {
        double loss = 1;
        double learningRate = 0.1;
        fill(3);
        Files.createDirectories(Path.of("target/page"));
        // <supervisor>
        try (Supervisor supervisor = Supervisor.of("clip_by_global_norm(1)")
                .record(Path.of("target/page/trace.npz")) // for NumPy, and for TraceFile.read
                .tensorBoard(Path.of("target/page/board"))
                .onDiagnosis(diagnosis -> System.err.println(diagnosis.finding() + "; " + diagnosis.advice()))) {
            for (int step = 1; step <= 100; step++) {
                // ... backward
                Report report = supervisor.step(gradients, loss, learningRate);
                if (report.steps()) {
                    // ... the optimizer's step
                }
                gradients.zero();
            }
        }
        // </supervisor>
    }

    /** What stands between the marks above must stand in the page, line for line. */
    @Test
    void thePageShowsWhatRunsHere() throws IOException {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.exists(root.resolve("docs/java.md"))) {
            root = root.getParent();
        }
        List<String> page = Files.readAllLines(root.resolve("docs/java.md")).stream()
                .map(String::strip)
                .toList();
        List<String> shown = new ArrayList<>();
        boolean inside = false;
        for (String line : Files.readAllLines(
                root.resolve("supervision/src/test/java/io/steadygrad/supervision/SupervisorTest.java"))) {
            String text = line.strip().replace("target/page/", "");
            if (text.matches("// </?supervisor>")) {
                inside = !text.contains("</");
            } else if (inside && !text.isEmpty()) {
                shown.add(text);
            }
        }
        assertThat(shown).hasSizeGreaterThan(10);
        assertThat(page).containsAll(shown);
    }
}
