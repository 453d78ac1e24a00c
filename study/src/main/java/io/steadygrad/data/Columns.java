package io.steadygrad.data;

import io.steadygrad.formats.FormatException;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which columns of a text are features and which are targets, and the rows that this makes. */
record Columns(List<String> features, List<String> target, List<Integer> shape) {

    Split load(BufferedReader text, String source, @Nullable Rows train, @Nullable Rows test, @Nullable Rows validation)
            throws IOException {
        Table table = Table.read(text, source, this::choose);
        Partition partition = Partition.of(table.rows(), train, test, validation, source);
        table.requireClean(partition);
        return partition.split(samples(table, source)).detectClasses();
    }

    private Table.Choice choose(List<String> header) {
        boolean inputs = Target.isInputs(target) && !header.contains(Target.INPUTS);
        List<String> targets = inputs ? List.of() : target;
        List<String> inputColumns = features.isEmpty()
                ? header.stream().filter(name -> !targets.contains(name)).toList()
                : features;
        return new Table.Choice(inputColumns, targets);
    }

    private Samples samples(Table table, String source) {
        int width = table.choice().features().size();
        List<Integer> rowShape = shape.isEmpty() ? List.of(width) : shape;
        if (rowShape.stream().reduce(1, (a, b) -> a * b) != width) {
            throw new FormatException(
                    "The shape " + rowShape + " does not hold the " + width + " feature columns of " + source);
        }
        int targets = table.choice().target().size();
        if (targets == 0) {
            return Samples.reconstruction(table.features(), rowShape);
        }
        List<Integer> targetShape = targets == 1 ? List.of() : List.of(targets);
        return new Samples(table.features(), rowShape, table.targets(), targetShape, 0);
    }
}
