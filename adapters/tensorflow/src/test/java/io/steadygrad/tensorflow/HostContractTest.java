package io.steadygrad.tensorflow;

import io.steadygrad.gradient.Parameter;
import io.steadygrad.supervision.Supervisor;
import io.steadygrad.testkit.AdapterContract;
import java.util.List;
import java.util.Map;

/** Every method, decided on the host. */
class HostContractTest extends AdapterContract {
    @Override
    protected List<Parameter> parameters() {
        return super.parameters().stream().map(Parameter::unitsLast).toList();
    }

    @Override
    protected Program start(String expression, Map<Parameter, float[]> weights) {
        return new Sums(
                graph -> optimizer -> new SteadyOptimizer(
                        graph, optimizer, Supervisor.of(expression).onReport(report -> {})),
                weights);
    }
}
