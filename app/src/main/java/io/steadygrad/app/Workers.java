package io.steadygrad.app;

import io.steadygrad.study.Study;
import io.steadygrad.study.Workload;
import io.steadygrad.study.WorkloadSettings;
import io.steadygrad.worker.TrialMemory;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * How many trials train side by side: a number, or {@code auto}.
 *
 * @param asked null for {@code auto}
 */
record Workers(@Nullable Integer asked) {
    static final String AUTO = "auto";
    /** What is left to the system, its file cache, and this process. */
    private static final double SHARE = 0.85;

    /**
     * @param count of them
     * @param bytes of memory that each of their processes may use: one, or as many as a trial has ranks
     */
    record Fit(int count, long bytes) {}

    /**
     * For a study on this machine: as many as were asked for, or as have a core for each of their threads; but not more than memory
     * holds. What memory forbids is said. Each may use its share of what is free, and in any case twice the estimate, which is only good to
     * such a factor.
     */
    Fit fit(Study study, PrintWriter err) {
        int wanted = wanted(study);
        TrialMemory memory = TrialMemory.most(study);
        long free = Examination.availableMemory();
        int fit = (int) Math.max(1, Math.min(wanted, (long) (SHARE * free) / memory.bytes()));
        String need = "a trial of '" + memory.workload() + "' takes about " + Words.bytes(memory.bytes()) + ", and "
                + Words.bytes(free) + " are free";
        if (memory.bytes() > free) {
            err.println("warning: " + need
                    + "; it will probably be killed or swap: a smaller batch or model, or another machine, would help");
        } else if (fit < wanted) {
            err.println(Words.count(fit, "worker") + ", not " + wanted + ": " + need);
        }
        err.flush();
        int ranks = study.variants()
                .mapToInt(workload -> workload.settings().ranks())
                .max()
                .orElse(1);
        return new Fit(fit, Math.max(2 * memory.bytes(), (long) (SHARE * free) / fit / ranks));
    }

    int wanted(Study study) {
        if (asked != null) {
            return asked;
        }
        int cores = study.variants()
                .map(Workload::settings)
                .mapToInt(Workers::cores)
                .max()
                .orElse(1);
        return Math.max(1, Runtime.getRuntime().availableProcessors() / cores);
    }

    private static int cores(WorkloadSettings settings) {
        return settings.threads() * settings.ranks();
    }

    static final class Converter implements ITypeConverter<Workers> {
        @Override
        public Workers convert(String text) {
            if (text.equals(AUTO)) {
                return new Workers(null);
            }
            if (!text.matches("[1-9][0-9]{0,3}")) {
                throw new TypeConversionException("expected a number from 1 to 9999 or 'auto', was '" + text + "'");
            }
            return new Workers(Integer.parseInt(text));
        }
    }
}
