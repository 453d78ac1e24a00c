package io.steadygrad.spec;

/** An expression that cannot be read or makes no sense; says where in the text. */
public final class ExpressionException extends IllegalArgumentException {
    private final int column;

    /** What is wrong, at a column counted from 1. */
    public ExpressionException(String message, int column) {
        super(message);
        this.column = column;
    }

    /** The same with the place in its message, for readers who see no file, line and column beside it. */
    public ExpressionException in(String text) {
        return new ExpressionException(getMessage() + " (column " + column + " of '" + text + "')", column);
    }

    /** Where the trouble starts in the expression's text, counted from 1. */
    public int column() {
        return column;
    }
}
