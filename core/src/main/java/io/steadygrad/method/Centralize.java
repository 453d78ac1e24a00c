package io.steadygrad.method;

import io.steadygrad.gradient.Layout;
import io.steadygrad.gradient.Parameter;
import io.steadygrad.gradient.Scope;
import io.steadygrad.measure.Measurements;
import io.steadygrad.measure.Needs;
import java.util.stream.IntStream;

/**
 * Subtracts from every output unit's gradient its own mean.
 *
 * <pre>g'_u = g_u - mean(g_u)   for each output unit u of a tensor of rank above 1</pre>
 *
 * <p><b>Edges.</b> Vectors and scalars (biases) are left alone.
 * <p><b>Cost.</b> One read, one write.
 * <p><b>Source.</b> Yong et al. 2020 (Gradient Centralization), equation 1.
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
