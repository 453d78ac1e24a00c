package io.steadygrad.study;

import io.steadygrad.data.Rows;
import io.steadygrad.yaml.Problems;
import io.steadygrad.yaml.Yaml;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Rows that train and test. All of them may be meant so; some of them look like a mistake, and make tests too good. */
final class Overlap {
    private Overlap() {}

    /** @param data as written, such as {@code {csv: points.csv, train: 0..9, test: 8..18}} */
    static void warn(Yaml data, Problems problems) {
        if (!(data instanceof Yaml.Mapping mapping)) {
            return;
        }
        if (mapping.entries().size() == 1) {
            warn(mapping.entries().get(0).value(), problems);
            return;
        }
        Yaml test = mapping.get("test");
        BitSet training = numbers(mapping.get("train"));
        BitSet testing = numbers(test);
        if (test == null || mapping.has("idx") || mapping.has("test_features") || training.equals(testing)) {
            return;
        }
        BitSet both = (BitSet) training.clone();
        both.and(testing);
        if (!both.isEmpty()) {
            problems.warning(
                    test.place(),
                    both.cardinality() + " of the " + testing.cardinality() + " test rows train too, the first is row "
                            + both.nextSetBit(0) + " (both ends of a stretch are included)");
        }
    }

    /** Rows that are written by number; counts and shares are drawn apart. */
    private static BitSet numbers(@Nullable Yaml node) {
        BitSet numbers = new BitSet();
        try {
            if (node instanceof Yaml.Text text && Rows.parse(text.value()) instanceof Rows.Numbered numbered) {
                numbered.stretches().forEach(stretch -> numbers.set(stretch.first(), stretch.last() + 1));
            }
        } catch (IllegalArgumentException e) {
            return new BitSet(); // not rows: what the keys of a user's own source mean is its affair
        }
        return numbers;
    }
}
