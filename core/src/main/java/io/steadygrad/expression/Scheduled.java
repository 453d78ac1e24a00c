package io.steadygrad.expression;

import io.steadygrad.gradient.Layout;
import io.steadygrad.measure.Measurements;
import io.steadygrad.measure.Needs;
import io.steadygrad.method.Claim;
import io.steadygrad.method.Composite;
import io.steadygrad.method.Decision;
import io.steadygrad.method.Method;
import io.steadygrad.method.Nesting;
import io.steadygrad.method.State;
import io.steadygrad.method.Step;
import io.steadygrad.spec.Call;
import io.steadygrad.spec.ExpressionException;
import io.steadygrad.spec.Value;
import io.steadygrad.threshold.Schedule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A method some of whose numbers follow a schedule: at each step it is the method with the numbers of that step.
 *
 * @param call the method, its scheduled arguments named
 * @param schedules by parameter
 */
record Scheduled(Call call, Map<String, Schedule> schedules) implements Method {
    Scheduled {
        schedules = Map.copyOf(schedules);
    }

    /** The method that a call means, scheduled where an argument is a schedule. */
    static Method make(Call call) {
        Call named = MethodCatalog.methods().named(call);
        Map<String, Schedule> schedules = new LinkedHashMap<>();
        for (Call.Argument argument : named.arguments()) {
            if (argument.key() != null
                    && argument.value() instanceof Value.Calls calls
                    && calls.calls().size() == 1
                    && Schedule.CATALOG.names().contains(calls.calls().get(0).name())) {
                schedules.put(
                        argument.key(), Schedule.CATALOG.make(calls.calls().get(0)));
            }
        }
        if (schedules.isEmpty()) {
            return MethodCatalog.methods().make(call);
        }
        Scheduled scheduled = new Scheduled(named, schedules);
        Method first = scheduled.at(1);
        long last = schedules.values().stream().mapToLong(Schedule::steps).max().orElse(0) + 1;
        scheduled.at(last);
        if (first instanceof Composite || first instanceof Nesting) {
            throw new ExpressionException(
                    call.name() + " cannot follow a schedule as a whole; put schedules into the methods inside it",
                    call.column());
        }
        return scheduled;
    }

    /** The method as it is at a step. */
    Method at(long step) {
        List<Call.Argument> arguments = new ArrayList<>();
        for (Call.Argument argument : call.arguments()) {
            Schedule schedule = argument.key() == null ? null : schedules.get(argument.key());
            arguments.add(
                    schedule == null
                            ? argument
                            : new Call.Argument(
                                    argument.key(), false, new Value.Number(schedule.at(step)), argument.column()));
        }
        return MethodCatalog.methods().make(new Call(call.name(), arguments, call.column()));
    }

    @Override
    public Needs needs() {
        return at(1).needs();
    }

    @Override
    public Effect effect() {
        return at(1).effect();
    }

    @Override
    public Set<Claim> claims() {
        return Claim.exemptions(List.of(at(1)));
    }

    @Override
    public State start(Layout layout) {
        return at(1).start(layout);
    }

    @Override
    public Decision decide(Measurements now, State state, Step step) {
        return at(step.index()).decide(now, state, step);
    }

    @Override
    public void learn(Measurements now, Decision decision, boolean accepted, State state, Step step) {
        at(step.index()).learn(now, decision, accepted, state, step);
    }

    @Override
    public String toString() {
        return call.toString();
    }
}
