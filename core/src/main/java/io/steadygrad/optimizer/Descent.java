package io.steadygrad.optimizer;

import io.steadygrad.gradient.Elements;
import io.steadygrad.gradient.GradientSet;
import io.steadygrad.gradient.Layout;
import io.steadygrad.kernel.Threads;
import io.steadygrad.kernel.UpdatePass;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An optimizer at work on one model: keeps its moments and updates weights and moments in one pass over the gradient,
 * with the control's factor inside. Moments are stored as the weights are, but in at least 32 bits. Not thread-safe.
 */
public final class Descent {
    private static final int BLOCK = 1024;

    private final Optimizer optimizer;
    private final Layout layout;
    private final Elements[][] moments;
    private final UpdatePass pass = new UpdatePass();
    private long steps;

    /**
     * Moments at their start.
     *
     * @param set must hold the weights
     */
    public Descent(Optimizer optimizer, GradientSet set) {
        this.optimizer = optimizer;
        this.layout = set.layout();
        this.moments = new Elements[set.size()][];
        for (int t = 0; t < set.size(); t++) {
            Elements weights = set.get(t).requireWeight();
            Elements.Type type = weights.type().bytes() < 4 ? Elements.Type.FLOAT32 : weights.type();
            moments[t] = Arrays.stream(optimizer.sizes(set.get(t).parameter()))
                    .mapToObj(size -> Elements.allocate(type, size))
                    .toArray(Elements[]::new);
        }
        reset();
    }

    public Optimizer optimizer() {
        return optimizer;
    }

    /** Steps taken since the start, rejected ones not counted. */
    public long steps() {
        return steps;
    }

    /** The update of these weights. */
    public Update of(GradientSet set) {
        return new Update() {
            @Override
            public double lr() {
                return optimizer.lr();
            }

            @Override
            public void step(double @Nullable [] factors, double lr) {
                Descent.this.step(set, factors, lr);
            }

            @Override
            public void reset() {
                Descent.this.reset();
            }
        };
    }

    /**
     * One update of all weights.
     *
     * @param factors what each tensor's gradient is multiplied by on the way, or null for nothing
     * @param lr the learning rate of this step
     */
    public void step(GradientSet set, double @Nullable [] factors, double lr) {
        if (!layout.equals(set.layout())) {
            throw new IllegalArgumentException("This optimizer was made for other parameters: [" + layout
                    + "], but was given [" + set.layout() + "]");
        }
        steps++;
        if (optimizer instanceof ElementwiseOptimizer rule) {
            pass.run(rule.at(steps, lr), set, factors, moments);
        } else if (optimizer instanceof TensorOptimizer rule) {
            Threads.share(set.size(), set.pieces().elements(), t -> {
                GradientSet.Entry entry = set.get(t);
                double factor = factors == null ? 1 : factors[t];
                rule.update(entry.parameter(), entry.requireWeight(), entry.gradient(), factor, moments[t], steps, lr);
            });
        }
    }

    /** Forgets the moments and the number of steps. */
    public void reset() {
        steps = 0;
        double[] start = new double[BLOCK];
        for (Elements[] perTensor : moments) {
            for (int k = 0; k < perTensor.length; k++) {
                Arrays.fill(start, optimizer.startOf(k));
                for (int from = 0; from < perTensor[k].size(); from += BLOCK) {
                    perTensor[k].write(from, start, Math.min(BLOCK, perTensor[k].size() - from));
                }
            }
        }
    }

    /** A copy of the moments and the step count, by name: {@code steps}, {@code moment/tensor}. */
    public Map<String, Elements> save() {
        Map<String, Elements> saved = new TreeMap<>();
        saved.put("steps", Elements.of(new double[] {steps}));
        for (int t = 0; t < moments.length; t++) {
            for (int k = 0; k < moments[t].length; k++) {
                Elements copy = Elements.allocate(moments[t][k].type(), moments[t][k].size());
                copy.copyFrom(moments[t][k]);
                saved.put(k + "/" + layout.parameters().get(t).name(), copy);
            }
        }
        return saved;
    }

    /** Takes over what {@link #save} gave, of the same optimizer over the same parameters. */
    public void load(Map<String, Elements> saved) {
        for (int t = 0; t < moments.length; t++) {
            for (int k = 0; k < moments[t].length; k++) {
                String name = k + "/" + layout.parameters().get(t).name();
                Elements values = saved.get(name);
                if (values == null) {
                    throw new IllegalArgumentException(
                            "The saved optimizer has no moment '" + name + "', only " + saved.keySet());
                }
                moments[t][k].copyFrom(values);
            }
        }
        steps = (long) Objects.requireNonNull(saved.get("steps"), "The saved optimizer has no 'steps'")
                .get(0);
    }
}
