package io.steadygrad.yaml;

import java.util.List;

/** A file that cannot be used, with everything that is wrong in it; the message has one line per problem. */
public final class InvalidFileException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;
    private final transient List<Problem> problems;

    public InvalidFileException(List<Problem> problems) {
        super(String.join("\n", problems.stream().map(Problem::toString).toList()));
        this.problems = List.copyOf(problems);
    }

    /** In the order of the file, warnings included. */
    public List<Problem> problems() {
        return problems;
    }
}
