package io.steadygrad.method;

import io.steadygrad.gradient.Layout;
import io.steadygrad.gradient.Parameter;
import io.steadygrad.gradient.Scope;
import io.steadygrad.measure.Measurements;
import io.steadygrad.measure.Needs;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Subtracts from every output unit's gradient its own mean, so that a plain step leaves the mean of the unit's weights
 * as it is.
 *
 * <pre>g_u' = g_u - mean(g_u)   per output unit u of a tensor of rank &gt; 1</pre>
 *
 * <p><b>Edges.</b> Vectors and scalars (biases) are left alone. A unit of equal entries becomes zero.
 * <p><b>Cost.</b> One read, one write.
 * <p><b>Source.</b> Yong, Huang, Hua, Zhang 2020 (Gradient centralization, arXiv 2004.01461), equation 1.
 * <p><b>Differs.</b> The output axis is a property of each parameter; Optax takes it to be the first.
 * <p><b>Example.</b> {@code centralize | clip_by_global_norm(1)}
 */
public record Centralize() implements Method {
    @Override
    public Needs needs() {
        return Needs.unitMeans();
    }

    @Override
    public Effect effect() {
        return Effect.RESHAPES;
    }

    @Override
    public Set<Claim> claims() {
        return Set.of(Claim.Promise.FOLLOWS_SCALE, Claim.Promise.IDEMPOTENT);
    }

    @Override
    public Decision decide(Measurements now, State state, Step step) {
        Layout layout = now.layout();
        double[] amounts = new double[layout.count(Scope.UNIT)];
        boolean any = false;
        for (int t = 0; t < layout.parameters().size(); t++) {
            Parameter parameter = layout.parameters().get(t);
            if (parameter.rank() > 1) {
                int first = layout.groupOf(Scope.UNIT, t);
                for (int u = first; u < first + parameter.units(); u++) {
                    amounts[u] = -now.unitMean(u);
                    any |= amounts[u] != 0;
                }
            }
        }
        if (!any) {
            return Decision.keep();
        }
        return Decision.act(
                new Action.Shift(Scope.UNIT, amounts),
                Everything.tensors(IntStream.range(0, layout.parameters().size())
                        .filter(t -> layout.parameters().get(t).rank() > 1)),
                Double.NaN,
                "mean of each output unit");
    }
}
