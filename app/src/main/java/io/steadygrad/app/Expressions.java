package io.steadygrad.app;

import io.steadygrad.expression.MethodExpression;
import io.steadygrad.spec.ExpressionException;

/** Reads the expression of a command line; what is wrong with it is said with its column. */
final class Expressions {
    private Expressions() {}

    static MethodExpression parse(String text) {
        try {
            return MethodExpression.parse(text);
        } catch (ExpressionException e) {
            throw e.in(text);
        }
    }
}
