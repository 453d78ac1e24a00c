package io.steadygrad.gradient;

import java.util.Arrays;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Some of the parameters of a layout, with a layout of their own: what is measured over them knows no others. */
public final class Subset {
    private final Layout layout;
    private final int[] whole;
    private final int[] local;

    private Subset(Layout all, int[] members) {
        this.whole = members;
        this.local = new int[all.parameters().size()];
        Arrays.fill(local, -1);
        for (int i = 0; i < members.length; i++) {
            local[members[i]] = i;
        }
        this.layout = members.length == local.length
                ? all
                : new Layout(IntStream.of(members)
                        .mapToObj(p -> all.parameters().get(p))
                        .toList());
    }

    /** All parameters. */
    public static Subset all(Layout layout) {
        return layout.all();
    }

    static Subset allOf(Layout layout) {
        return new Subset(layout, IntStream.range(0, layout.parameters().size()).toArray());
    }

    /** Those of this subset's parameters that match, as a subset of the same whole. */
    public Subset where(Layout all, Predicate<Parameter> matches) {
        return new Subset(
                all,
                IntStream.of(whole)
                        .filter(p -> matches.test(all.parameters().get(p)))
                        .toArray());
    }

    public Layout layout() {
        return layout;
    }

    public int size() {
        return whole.length;
    }

    /** The number in the whole of this subset's i-th parameter. */
    public int whole(int i) {
        return whole[i];
    }

    /** The number in this subset of the whole's p-th parameter; -1 where it is not in it. */
    public int local(int p) {
        return local[p];
    }
}
