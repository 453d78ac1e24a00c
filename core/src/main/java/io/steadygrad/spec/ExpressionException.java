package io.steadygrad.spec;

/** An expression that cannot be read or makes no sense; says where in the text. */
public final class ExpressionException extends IllegalArgumentException {
    private final int column;

    /** What is wrong, at a column counted from 1. */
    public ExpressionException(String message, int column) {
        super(message);
        this.column = column;
    }

    /** Where the trouble starts in the expression's text, counted from 1. */
    public int column() {
        return column;
    }
}
