package io.steadygrad.replay;

import io.steadygrad.method.State;
import io.steadygrad.plan.Plan;
import java.util.List;
import java.util.stream.IntStream;

/** The states of a plan's methods, in order, and of the plans that run inside them. */
record Remembered(List<State> states, List<List<Remembered>> branches) {

    /** The memory of a run that has not begun. */
    static Remembered of(Plan plan) {
        return new Remembered(
                plan.methods().stream()
                        .map(method -> method.start(plan.layout()))
                        .toList(),
                IntStream.range(0, plan.methods().size())
                        .mapToObj(i ->
                                plan.branches(i).stream().map(Remembered::of).toList())
                        .toList());
    }
}
