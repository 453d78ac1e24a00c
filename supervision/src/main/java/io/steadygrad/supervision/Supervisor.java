package io.steadygrad.supervision;

import io.steadygrad.control.GradientControl;
import io.steadygrad.control.Report;
import io.steadygrad.control.RunFailedException;
import io.steadygrad.expression.MethodExpression;
import io.steadygrad.formats.EventFile;
import io.steadygrad.formats.TraceFile;
import io.steadygrad.gradient.GradientSet;
import io.steadygrad.gradient.Layout;
import io.steadygrad.gradient.Norm;
import io.steadygrad.gradient.Parameter;
import io.steadygrad.gradient.Scope;
import io.steadygrad.health.Diagnosis;
import io.steadygrad.health.Health;
import io.steadygrad.method.Chain;
import io.steadygrad.method.Step;
import io.steadygrad.spec.ExpressionException;
import io.steadygrad.trace.Trace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Watches over the gradients of one training run in a program: controls them, and, where that is asked for, records them, diagnoses the run
 * while it goes on, and shows it in TensorBoard. The adapters for other frameworks take one; a loop of your own calls {@link #step}
 * between the backward pass and the optimizer:
 *
 * <pre>{@code
 * try (Supervisor supervisor = Supervisor.of("clip_by_global_norm(1)")
 *         .onDiagnosis(diagnosis -> System.err.println(diagnosis.finding()))
 *         .record(Path.of("trace.npz"))) {
 *     ...
 *     Report report = supervisor.step(gradients, loss, learningRate);
 *     if (report.steps()) optimizer.step();
 * }
 * }</pre>
 *
 * <p><b>Diagnosis.</b> By the rules of {@link Health}, from losses, gradients and (where the {@link GradientSet} has weights) how far they
 * move; what layers put out is not seen here, so dead units and saturation are not either; nor, without a known budget, slowness and oscillation. It is made when a step is rejected for the first time, now and then (at steps 64, 128, 192, 256, 320, 400, 500, ...: ever more
 * seldom, so that it costs nothing that counts) and at the end. Each verdict is told once. It changes nothing.
 *
 * <p><b>Edges.</b> A step of other parameters than the first one's is refused. After {@link RunFailedException} (ten rejected steps in a row,
 * by default) the run should end. Not thread-safe; one for each run.
 */
public final class Supervisor implements AutoCloseable {
    private static final long FIRST = 64;
    private static final long TENSORS = 100;

    private final Chain chain;
    private final List<Consumer<Report>> reports = new ArrayList<>();
    private final List<Consumer<Diagnosis>> diagnoses = new ArrayList<>();
    private final Set<String> told = new HashSet<>();
    private @Nullable Path traceFile;
    private @Nullable EventFile events;
    private @Nullable GradientControl control;
    private @Nullable RunRecord record;
    private @Nullable Integer epoch;
    private long step;
    private long next = FIRST;
    private boolean rejected;

    private Supervisor(Chain chain) {
        this.chain = chain;
    }

    /**
     * With gradients controlled as an expression says; {@code "identity"} changes nothing.
     *
     * @throws ExpressionException pointing at the column
     */
    public static Supervisor of(String expression) {
        try {
            return new Supervisor(MethodExpression.parse(expression).chain());
        } catch (ExpressionException e) {
            throw e.in(expression);
        }
    }

    /** With methods made in Java. */
    public static Supervisor of(Chain chain) {
        return new Supervisor(chain);
    }

    /** Calls a listener with the report of every step. */
    public Supervisor onReport(Consumer<Report> listener) {
        reports.add(listener);
        return this;
    }

    /** Calls a listener with every verdict, on the training thread; each symptom of each layer once. */
    public Supervisor onDiagnosis(Consumer<Diagnosis> listener) {
        diagnoses.add(listener);
        return this;
    }

    /** Writes the {@link Trace} to an .npz whenever the run is diagnosed, and at the end: {@code steady diagnose FILE} and NumPy read it. */
    public Supervisor record(Path npz) {
        traceFile = npz;
        return this;
    }

    /**
     * Writes events for TensorBoard to a folder: loss, norms and thresholds of every step; norms of tensors and histograms of their gradients every {@value #TENSORS} steps.
     *
     * @throws UncheckedIOException when the folder cannot be written to
     */
    public Supervisor tensorBoard(Path folder) {
        try {
            events = EventFile.in(Files.createDirectories(folder));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Whether more than the gradients' control is asked for, so that losses are wanted. */
    public boolean isRecording() {
        return traceFile != null || events != null || !diagnoses.isEmpty();
    }

    /** Whether anybody is told what happens to the gradients, be it by a record or by reports. */
    public boolean isWatching() {
        return isRecording() || !reports.isEmpty();
    }

    /** The methods, as they were asked for. */
    public Chain chain() {
        return chain;
    }

    /** Which epoch the next steps belong to, from 1; methods that go by epochs need it. */
    public void epoch(int number) {
        epoch = number;
    }

    /**
     * Controls the gradients of the next step in place, and records it. Where the report does not {@linkplain Report#steps step}, the optimizer must
     * not either, and the gradients are to be {@linkplain GradientSet#zero zeroed}.
     *
     * @param gradients the same parameters at every step; memory may have moved
     * @param loss of the batch, NaN where unknown
     * @param learningRate NaN where unknown
     * @throws RunFailedException when a guard gives the run up; the step is recorded all the same
     * @throws IllegalArgumentException when the parameters are others than before
     */
    public Report step(GradientSet gradients, double loss, double learningRate) {
        GradientControl working = control == null ? begin(gradients.layout()) : control;
        if (record != null) {
            record.before(gradients);
        }
        Step now = new Step(step + 1, epoch, known(loss), known(learningRate));
        try {
            Report report = working.apply(gradients, now);
            after(gradients, report, loss, learningRate);
            return report;
        } catch (RunFailedException e) {
            after(gradients, e.report(), loss, learningRate);
            throw e;
        }
    }

    private GradientControl begin(Layout layout) {
        GradientControl begun = GradientControl.of(chain, layout);
        control = begun;
        if (isRecording()) {
            begun.observing();
            record = new RunRecord(layout);
        }
        return begun;
    }

    private static @Nullable Double known(double value) {
        return Double.isNaN(value) ? null : value;
    }

    private void after(GradientSet gradients, Report report, double loss, double learningRate) {
        step++;
        if (record != null) {
            record.after(gradients, report, loss, learningRate);
        }
        if (events != null) {
            show(events, gradients, report, loss, learningRate);
        }
        reports.forEach(listener -> listener.accept(report));
        boolean first = !report.accepted() && !rejected;
        rejected |= first;
        if (first || step >= next) {
            next = step + Math.max(FIRST, step / 4);
            examine();
        }
    }

    private static void show(EventFile to, GradientSet gradients, Report report, double loss, double learningRate) {
        Map<String, Double> scalars = new LinkedHashMap<>();
        scalars.put("loss", loss);
        scalars.put("learning_rate", learningRate);
        scalars.put("gradient/norm_before", report.normBefore());
        scalars.put("gradient/norm_after", report.normAfter());
        scalars.put("gradient/threshold", report.threshold());
        scalars.put("gradient/rejected", report.accepted() ? 0.0 : 1);
        scalars.values().removeIf(value -> Double.isNaN(value));
        boolean tensors = report.step() % TENSORS == 0 || report.step() == 1;
        if (tensors) {
            List<Parameter> parameters = gradients.layout().parameters();
            for (int t = 0; t < parameters.size(); t++) {
                scalars.put(
                        "gradient_norm/" + parameters.get(t).name(),
                        report.measurements().norm(Norm.L2, Scope.TENSOR, t));
            }
        }
        to.scalars(report.step(), scalars);
        if (tensors) {
            gradients
                    .entries()
                    .forEach(entry -> to.histogram(
                            "gradient_after_control/" + entry.parameter().name(), report.step(), entry.gradient()));
        }
    }

    /** What is wrong with the run so far: see {@link Health#diagnose}. Empty where nothing is recorded. */
    public List<Diagnosis> diagnose() {
        return record == null ? List.of() : Health.diagnose(record.trace());
    }

    /**
     * What was recorded so far.
     *
     * @throws IllegalStateException where nothing is: there was no step yet, or no one asked for a record, diagnoses or TensorBoard's events
     */
    public Trace trace() {
        if (record == null) {
            throw new IllegalStateException(
                    "Nothing is recorded: before the first step call record(FILE), onDiagnosis(LISTENER) or tensorBoard(FOLDER)");
        }
        return record.trace();
    }

    private void examine() {
        if (record == null) {
            return;
        }
        if (!diagnoses.isEmpty()) {
            for (Diagnosis each : diagnose()) {
                if (each.isVerdict() && told.add(each.symptom() + " " + each.layer())) {
                    diagnoses.forEach(listener -> listener.accept(each));
                }
            }
        }
        if (traceFile != null) {
            try {
                TraceFile.write(traceFile, record.trace());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        if (events != null) {
            events.flush();
        }
    }

    /** Diagnoses the run a last time and writes what is to be written. */
    @Override
    public void close() {
        examine();
        if (events != null) {
            events.close();
        }
    }
}
