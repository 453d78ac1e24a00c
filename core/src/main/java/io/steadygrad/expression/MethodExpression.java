package io.steadygrad.expression;

import io.steadygrad.method.Chain;
import io.steadygrad.method.Composite;
import io.steadygrad.method.Method;
import io.steadygrad.spec.Call;
import io.steadygrad.spec.ExpressionException;
import io.steadygrad.spec.Names;
import io.steadygrad.spec.Signature;
import io.steadygrad.spec.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A chain of methods as text, the same on the command line, in study files, in Java and in reports.
 *
 * <pre>
 * chain    = method {"|" method}
 * method   = name ["(" argument {"," argument} ")"]
 * argument = [key "="] value
 * value    = number | inf | name | name(...) | "string" | chain
 * </pre>
 *
 * <p>Each method sees what the one before it leaves. Arguments without a key come first, in the order of the method's
 * parameters; what has a default can be left out. A pattern is a glob over full parameter names (in {@code layers=}
 * over layer names), and the first that matches wins. In the place of a number a schedule can stand.
 * <p><b>Edges.</b> The empty text is an error: {@code identity} is "nothing". Every chain but {@code identity} alone
 * is guarded by {@code skip_non_finite(10)} unless it names a guard itself. Errors name the column and the nearest
 * name.
 * <p><b>Cost.</b> A chain of methods that only need norms costs one read; changes of all its methods are one write at
 * the end, or none where they ride into the optimizer's pass.
 * <p><b>Source.</b> SteadyGrad; names follow Optax and PyTorch.
 * <p><b>Differs.</b> From chains in Optax's Python: text can be stored, compared, resolved, and varied in a grid.
 * <p><b>Example.</b> {@code zero_nans | per_group("*.bias"=identity, default=clip_by_norm(linear(10, 1, 500),
 * scope=layer))}
 *
 * @param calls one per method, every given argument named; valid as soon as it exists
 */
public record MethodExpression(List<Call> calls) {
    public MethodExpression {
        calls = calls.stream().map(MethodCatalog.methods()::named).toList();
        chainOf(calls);
    }

    /**
     * Reads an expression.
     *
     * @throws ExpressionException with the column and the nearest name, where it is wrong
     */
    public static MethodExpression parse(String text) {
        return new MethodExpression(Call.parseChain(text));
    }

    public Chain chain() {
        return chainOf(calls);
    }

    private static Chain chainOf(List<Call> calls) {
        List<Method> methods = calls.stream().map(Scheduled::make).toList();
        try {
            return new Chain(methods);
        } catch (IllegalArgumentException e) {
            throw new ExpressionException(
                    String.valueOf(e.getMessage()), calls.get(0).column());
        }
    }

    /**
     * The call that each method came from, those inside other methods and the parts of composite ones too: an alias such as
     * {@code clip_by_value} makes a {@code Band} that no longer knows its name. Of equal methods, the first call.
     */
    public Map<Method, Call> origins() {
        Map<Method, Call> origins = new LinkedHashMap<>();
        calls.forEach(call -> addOrigins(call, origins));
        return origins;
    }

    private static void addOrigins(Call call, Map<Method, Call> origins) {
        Call named = MethodCatalog.methods().named(call);
        Method method = Scheduled.make(named);
        origins.putIfAbsent(method, named);
        if (method instanceof Composite composite) {
            composite.parts().forEach(part -> origins.putIfAbsent(part, named));
        }
        addInner(named.arguments(), origins);
    }

    private static void addInner(List<Call.Argument> arguments, Map<Method, Call> origins) {
        for (Call.Argument argument : arguments) {
            if (argument.value() instanceof Value.Patterns patterns) {
                addInner(patterns.arguments(), origins);
            } else if (argument.value() instanceof Value.Calls inner) {
                inner.calls().stream()
                        .filter(call -> MethodCatalog.methods().names().contains(call.name()))
                        .forEach(call -> addOrigins(call, origins));
            }
        }
    }

    /** Names of all parameters of all methods of the chain. */
    public List<String> parameters() {
        return calls.stream()
                .flatMap(call -> MethodCatalog.methods().parameters(call).stream())
                .toList();
    }

    /**
     * The same chain with a parameter set.
     *
     * @param value as written in an expression: {@code 0.5}, {@code inf}, {@code layer}
     * @throws ExpressionException where no method, or more than one, has such a parameter, or the value does not fit
     */
    public MethodExpression with(String parameter, String value) {
        List<String> owners = calls.stream()
                .filter(call -> MethodCatalog.methods().parameters(call).contains(parameter))
                .map(Call::name)
                .toList();
        if (owners.size() != 1) {
            throw new ExpressionException(
                    owners.isEmpty()
                            ? "'" + this + "' has no parameter '" + parameter + "'"
                                    + Names.suggestion(parameter, parameters())
                            : "'" + parameter + "' is ambiguous in '" + this + "': " + String.join(" and ", owners)
                                    + " have it",
                    1);
        }
        Value parsed = Call.parse("value(" + value + ")").arguments().get(0).value();
        List<Call> changed = new ArrayList<>();
        for (Call call : calls) {
            boolean owner = MethodCatalog.methods().parameters(call).contains(parameter);
            changed.add(owner ? MethodCatalog.methods().with(call, parameter, parsed) : call);
        }
        return new MethodExpression(changed);
    }

    /** Every parameter of every method written out, defaults too: what decides the numbers. */
    public String resolved() {
        return calls.stream()
                .map(call -> MethodCatalog.methods().resolved(call).toString())
                .collect(Collectors.joining(" | "));
    }

    /**
     * The chain with every alias written as what it stands for: {@code clip_by_value(2)} is
     * {@code band(low=0.0, high=2.0)}. Defaults of the method behind an alias are left out; other methods stay as they were
     * given.
     */
    public String expanded() {
        return calls.stream().map(MethodExpression::expanded).collect(Collectors.joining(" | "));
    }

    private static String expanded(Call call) {
        Method method = Scheduled.make(call);
        Signature own = MethodCatalog.methods().signature(call.name(), call.column());
        boolean alias = own.maker() instanceof java.lang.reflect.Method && !(method instanceof Scheduled);
        return alias ? written(method) : call.toString();
    }

    /**
     * One method as text, by its own name and without what is as by default: {@code band(low=0.0, high=2.0)}. What is no record, and
     * what follows a schedule, is written as it calls itself.
     */
    public static String written(Method method) {
        return method instanceof Record record && !(method instanceof Scheduled)
                ? Signature.of(record.getClass()).written(record)
                : method.toString();
    }

    @Override
    public String toString() {
        return calls.stream().map(Call::toString).collect(Collectors.joining(" | "));
    }
}
