package io.steadygrad.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.steadygrad.gradient.Layout;
import io.steadygrad.measure.Measurements;
import io.steadygrad.measure.Needs;
import io.steadygrad.method.Decision;
import io.steadygrad.method.Method;
import io.steadygrad.method.State;
import io.steadygrad.method.Step;
import java.util.Map;

/** A method with a witness beside it, who sees each decision. */
record Watched(Method method) implements Method {
    @Override
    public Needs needs() {
        return method.needs();
    }

    @Override
    public Effect effect() {
        return method.effect();
    }

    @Override
    public State start(Layout layout) {
        return method.start(layout);
    }

    @Override
    public Decision decide(Measurements now, State state, Step step) {
        Map<String, double[]> before = Numbers.of(state.save());
        Decision decision = method.decide(now, state, step);
        Numbers.requireSameBits("state after deciding at step " + step.index(), Numbers.of(state.save()), before);
        assertThat(decision.actions())
                .as("step %d: actions, where the effect is %s", step.index(), effect())
                .allMatch(action -> ReportLaws.allows(effect(), action));
        return decision;
    }

    @Override
    public void learn(Measurements now, Decision decision, boolean accepted, State state, Step step) {
        method.learn(now, decision, accepted, state, step);
    }
}
