package io.steadygrad.study;

import io.steadygrad.yaml.Place;
import io.steadygrad.yaml.Yaml;
import java.util.List;

/**
 * One line of a grid: what is varied, and through which values.
 *
 * @param name as written: {@code optimizer.lr}, {@code article.gamma}, {@code model.hidden}, {@code batch}
 * @param kind whose parameter it is
 * @param owner the method's name, where it is a method's
 * @param parameter its parameter; for a workload the path of keys
 */
record Axis(String name, Kind kind, String owner, String parameter, List<Yaml> values, Place place) {

    /** Whose parameter an axis varies. */
    enum Kind {
        OPTIMIZER,
        METHOD,
        WORKLOAD
    }

    /** A value as users read it: a number where it is one, else a text or a list. */
    static Object plain(Yaml value) {
        if (value instanceof Yaml.Sequence sequence) {
            return sequence.items().stream().map(Axis::plain).toList();
        }
        if (value instanceof Yaml.Text text) {
            return plain(text.value());
        }
        return String.join("+", ((Yaml.Mapping) value).keys());
    }

    static Object plain(String text) {
        if (text.matches("[-+]?\\d{1,15}")) {
            return Long.parseLong(text);
        }
        if (text.matches("[-+]?(\\.\\d+|\\d+(\\.\\d*)?)([eE][-+]?\\d+)?")) {
            double number = Double.parseDouble(text);
            return number;
        }
        return text;
    }
}
