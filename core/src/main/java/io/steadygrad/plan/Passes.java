package io.steadygrad.plan;

import io.steadygrad.gradient.Parameter;
import io.steadygrad.measure.Needs;
import io.steadygrad.method.Accumulate;
import io.steadygrad.method.Method;
import io.steadygrad.method.Method.Effect;
import io.steadygrad.method.OnSteps;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * The reads and the write that an executor makes for a plan, foreseen: those of every step, and those that are made only
 * when a method bites.
 */
final class Passes {
    private final ToLongFunction<Parameter> bytesOf;
    private final List<Read> reads = new ArrayList<>();
    private final Set<Parameter> changed = new LinkedHashSet<>();
    private final List<String> always = new ArrayList<>();
    private final List<String> sometimes = new ArrayList<>();
    private boolean wholeTensors = true;
    private long buffers;

    /**
     * One read.
     *
     * @param when empty where it is made at every step
     * @param methods labels of those that decide from it
     */
    private record Read(long gradients, long weights, Needs needs, String when, List<String> methods) {
        private long bytes() {
            return gradients + weights;
        }
    }

    Passes(Plan plan, ToLongFunction<Parameter> bytesOf) {
        this.bytesOf = bytesOf;
        // Whatever the methods need: the guard and the report look at all parameters.
        Read first = read(plan, 0, "");
        walk(plan, "", List.of(first), "");
    }

    private Read read(Plan part, int from, String when) {
        Needs needs = part.needsFrom(from);
        long bytes = bytes(part.layout().parameters());
        Read read = new Read(bytes, needs.weightNorms().isEmpty() ? 0 : bytes, needs, when, new ArrayList<>());
        reads.add(read);
        return read;
    }

    private long bytes(Iterable<Parameter> parameters) {
        long bytes = 0;
        for (Parameter parameter : parameters) {
            bytes += bytesOf.applyAsLong(parameter);
        }
        return bytes;
    }

    /**
     * Follows a plan as the executor does.
     *
     * @param known the reads that tell its first method what it needs; empty where it must be read
     * @param when empty where the plan runs at every step
     */
    private void walk(Plan part, String prefix, List<Read> known, String when) {
        List<Read> open = new ArrayList<>(known);
        List<String> biters = new ArrayList<>();
        String now = when;
        for (int i = 0; i < part.methods().size(); i++) {
            Method method = part.methods().get(i);
            String label = prefix + (i + 1);
            if (!part.branches(i).isEmpty()) {
                if (walkBranches(part.branches(i), label, method instanceof OnSteps ? "at its steps" : now)) {
                    biters.add(label);
                }
                continue;
            }
            if (open.isEmpty() || !open.get(0).needs().contains(method.needs())) {
                open = new ArrayList<>(List.of(read(part, i, now)));
                biters.clear();
            } else if (!biters.isEmpty()) {
                open.add(read(part, i, "only when " + bite(biters)));
                biters.clear();
            }
            open.forEach(read -> read.methods().add(label));
            note(part, method, label, now);
            if (method.effect() == Effect.RESHAPES) {
                open.clear();
                now = method instanceof Accumulate ? "once all micro-batches are in" : now;
            } else if (method.effect() == Effect.MAY_RESHAPE) {
                biters.add(label);
            }
        }
    }

    /** Gives whether anything in them may change gradients. */
    private boolean walkBranches(List<Plan> branches, String label, String when) {
        int before = always.size() + sometimes.size();
        for (int b = 0; b < branches.size(); b++) {
            if (branches.get(b).subset().size() > 0) {
                walk(branches.get(b), Explanation.inside(label, b, branches.size()), List.of(), when);
            }
        }
        return always.size() + sometimes.size() > before;
    }

    private void note(Plan part, Method method, String label, String when) {
        if (method.effect() != Effect.NOTHING) {
            changed.addAll(part.layout().parameters());
            buffers += buffers(method, part, bytesOf);
            wholeTensors &= method.effect() == Effect.SCALES_TENSORS;
            (method.effect() == Effect.RESHAPES && (when.isEmpty() || method instanceof Accumulate)
                            ? always
                            : sometimes)
                    .add(label);
        }
    }

    /** What a method keeps beside the gradients, each as large as they are; half-precision gradients have float32 buffers. */
    static long buffers(Method method, Plan part, ToLongFunction<Parameter> bytesOf) {
        long one = part.layout().parameters().stream()
                .mapToLong(parameter -> Math.max(bytesOf.applyAsLong(parameter), 4 * parameter.size()))
                .sum();
        return method.start(part.layout()).buffers() * one;
    }

    private static String bite(List<String> methods) {
        return String.join(" or ", methods) + " bites";
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        long least = 0;
        long most = 0;
        for (int i = 0; i < reads.size(); i++) {
            Read read = reads.get(i);
            least += read.when().isEmpty() ? read.bytes() : 0;
            most += read.bytes();
            lines.add(String.format("%-9s", "read " + (i + 1)) + Bytes.text(read.gradients()) + " of gradients"
                    + (read.weights() > 0 ? " and " + Bytes.text(read.weights()) + " of weights" : "") + ", for "
                    + (read.methods().isEmpty() ? "the report" : String.join(", ", read.methods()))
                    + (read.when().isEmpty() ? "" : ", " + read.when()));
        }
        long written = bytes(changed) + buffers;
        lines.add("write    " + write(bytes(changed)));
        lines.add("in all   " + Bytes.text(least) + " read"
                + (always.isEmpty()
                        ? changed.isEmpty() ? "" : " when nothing bites"
                        : ", " + Bytes.text(written) + " updated in place")
                + (most > least || (always.isEmpty() && !changed.isEmpty())
                        ? "; at most " + Bytes.text(most) + " read and " + Bytes.text(written) + " updated in place"
                        : ""));
        return lines;
    }

    private String write(long bytes) {
        if (changed.isEmpty()) {
            return "none: nothing here changes a gradient";
        }
        return Bytes.text(bytes) + " in place" + (buffers > 0 ? " and " + Bytes.text(buffers) + " of buffers" : "")
                + ", "
                + (always.isEmpty() ? "only when " + bite(sometimes) : "at every step, by " + String.join(", ", always))
                + (wholeTensors ? "; none when the factor rides into the optimizer's pass" : "");
    }
}
