package com.example;

import io.steadygrad.gradient.Layout;
import io.steadygrad.gradient.Scope;
import io.steadygrad.measure.Measurements;
import io.steadygrad.method.Action;
import io.steadygrad.method.Decision;
import io.steadygrad.method.Method;
import io.steadygrad.method.State;
import io.steadygrad.method.Step;

/** The same formula, written as one would at first: it learns while it decides, and from whatever comes. */
record WrongWay() implements Method {
    @Override
    public Effect effect() {
        return Effect.SCALES_TENSORS;
    }

    @Override
    public State start(Layout layout) {
        return new State().array("mean", 1);
    }

    @Override
    public Decision decide(Measurements now, State state, Step step) {
        double[] mean = state.get("mean");
        double norm = now.globalNorm();
        double factor = mean[0] == 0 ? 1 : Math.min(1, 2 * mean[0] / norm);
        mean[0] = 0.9 * mean[0] + 0.1 * norm * factor;
        return Decision.act(
                new Action.Scale(Scope.GLOBAL, new double[] {factor}, null),
                new Decision.Engaged(Scope.GLOBAL, new int[] {0}),
                Double.NaN,
                "clipped");
    }
}
