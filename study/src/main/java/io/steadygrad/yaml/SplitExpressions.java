package io.steadygrad.yaml;

import java.util.ArrayList;
import java.util.List;

/**
 * Recognises expressions that YAML took apart. Inside {@code [...]} and {@code {...}} a comma ends a plain value, so
 * {@code [adam(lr=0.1, beta1=0.8)]} arrives as two texts. The pieces are joined again, so that only this error is reported.
 */
final class SplitExpressions {
    private SplitExpressions() {}

    static List<Yaml> join(List<Yaml> items, Problems problems) {
        List<Yaml> joined = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            Yaml item = items.get(i);
            int end = item instanceof Yaml.Text text && !text.quoted() ? endOfSplit(text.value(), items, i) : -1;
            if (end < 0) {
                joined.add(item);
                continue;
            }
            StringBuilder whole = new StringBuilder(((Yaml.Text) item).value());
            for (int next = i + 1; next <= end; next++) {
                whole.append(", ").append(((Yaml.Text) items.get(next)).value());
            }
            joined.add(report(item.place(), whole.toString(), problems));
            i = end;
        }
        return joined;
    }

    static List<Yaml.Entry> joinEntries(List<Yaml.Entry> entries, Problems problems) {
        List<Yaml.Entry> joined = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            Yaml.Entry entry = entries.get(i);
            List<Yaml> rest = new ArrayList<>();
            rest.add(entry.value());
            for (Yaml.Entry next : entries.subList(i + 1, entries.size())) {
                boolean piece = next.value() instanceof Yaml.Text text && text.isNothing();
                rest.add(
                        piece
                                ? next.key()
                                : next.value() instanceof Yaml.Text
                                        ? new Yaml.Sequence(next.key().place(), List.of())
                                        : next.value());
            }
            int end =
                    entry.value() instanceof Yaml.Text text && !text.quoted() ? endOfSplit(text.value(), rest, 0) : -1;
            if (end < 0) {
                joined.add(entry);
                continue;
            }
            StringBuilder whole = new StringBuilder(((Yaml.Text) entry.value()).value());
            for (int next = 1; next <= end; next++) {
                whole.append(", ").append(((Yaml.Text) rest.get(next)).value());
            }
            joined.add(new Yaml.Entry(entry.key(), report(entry.value().place(), whole.toString(), problems)));
            i += end;
        }
        return joined;
    }

    private static Yaml report(Place place, String whole, Problems problems) {
        problems.error(
                place,
                "YAML splits this expression at its comma, because it stands inside [...] or {...}; quote it: \""
                        + whole + "\"");
        return new Yaml.Text(place, whole, true);
    }

    /** Index of the piece that closes the parentheses which item {@code start} opens, or -1 when it is whole or never closes. */
    private static int endOfSplit(String first, List<Yaml> items, int start) {
        int depth = depth(first);
        if (depth <= 0) {
            return -1;
        }
        for (int i = start + 1; i < items.size(); i++) {
            if (!(items.get(i) instanceof Yaml.Text piece)) {
                return -1;
            }
            depth += depth(piece.value());
            if (depth <= 0) {
                return depth == 0 ? i : -1;
            }
        }
        return -1;
    }

    /** Opening minus closing parentheses. */
    private static int depth(String text) {
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            depth += text.charAt(i) == '(' ? 1 : text.charAt(i) == ')' ? -1 : 0;
        }
        return depth;
    }
}
