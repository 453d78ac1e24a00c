package io.steadygrad.testkit;

import io.steadygrad.expression.MethodExpression;
import io.steadygrad.method.Chain;
import io.steadygrad.method.Claim;
import io.steadygrad.method.Method;
import java.util.Set;

/** A chain under examination. */
record Subject(String name, Chain chain) {

    static Subject of(Method method) {
        return new Subject(method.toString(), Chain.of(method));
    }

    static Subject parse(String expression) {
        MethodExpression parsed = MethodExpression.parse(expression);
        return new Subject(parsed.toString(), parsed.chain());
    }

    /** All claims of a single method; of several, only the exemptions, for what one promises the next may undo. */
    Set<Claim> claims() {
        return chain.methods().size() == 1 ? chain.methods().get(0).claims() : Claim.exemptions(chain.methods());
    }

    boolean claims(Claim claim) {
        return claims().contains(claim);
    }

    boolean has(Class<? extends Method> type) {
        return chain.methods().stream().anyMatch(type::isInstance);
    }

    @Override
    public String toString() {
        return name;
    }
}
