package io.steadygrad.gradient;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The gradients of one model at one step, in the order in which the model declares its parameters, with the weights where
 * a method or an optimizer needs them. It holds views: build it once and use it at every step while the memory stays in
 * place. A frozen parameter (no gradient) is left out; a tied one (shared by two layers) is given once.
 */
public final class GradientSet {

    /** One parameter with the memory of its gradient and, where known, of its weights. */
    public record Entry(
            Parameter parameter,
            Elements gradient,
            @Nullable Elements weight) {
        public Entry {
            if (gradient.size() != parameter.size()) {
                throw new IllegalArgumentException("The gradient of '" + parameter.name() + "' has " + gradient.size()
                        + " elements; its shape " + parameter.shape() + " has " + parameter.size());
            }
            if (weight != null && weight.size() != parameter.size()) {
                throw new IllegalArgumentException("The weight of '" + parameter.name() + "' has " + weight.size()
                        + " elements; its shape " + parameter.shape() + " has " + parameter.size());
            }
        }

        /**
         * The weights, for those who cannot do without.
         *
         * @throws IllegalArgumentException when the set was built without them
         */
        public Elements requireWeight() {
            if (weight == null) {
                throw new IllegalArgumentException(
                        "An optimizer needs the weight of '" + parameter.name() + "'; add it to the gradient set");
            }
            return weight;
        }
    }

    private final List<Entry> entries;
    private final Layout layout;
    private final Pieces pieces;

    private GradientSet(List<Entry> entries) {
        this.entries = List.copyOf(entries);
        this.pieces = new Pieces(this.entries);
        this.layout = new Layout(entries.stream().map(Entry::parameter).toList());
    }

    public static Builder builder() {
        return new Builder();
    }

    /** In the order of the model's parameters: the input's side first, so backward order is this list from its end. */
    public List<Entry> entries() {
        return entries;
    }

    public Entry get(int index) {
        return entries.get(index);
    }

    public int size() {
        return entries.size();
    }

    /** Sets every gradient to zero, NaN included. */
    public void zero() {
        double[] zeros = new double[1 << 10];
        for (Entry entry : entries) {
            for (int i = 0; i < entry.gradient().size(); i += zeros.length) {
                entry.gradient()
                        .write(i, zeros, Math.min(zeros.length, entry.gradient().size() - i));
            }
        }
    }

    /** Names, shapes and groups without the memory: what plans and states are made for. */
    public Layout layout() {
        return layout;
    }

    /** The set cut into what threads share. */
    public Pieces pieces() {
        return pieces;
    }

    /** Collects entries; the same memory given twice (a tied parameter) is kept once. */
    public static final class Builder {
        private final List<Entry> entries = new ArrayList<>();
        private final Set<String> names = new HashSet<>();
        private final Set<Object> identities = new HashSet<>();

        private Builder() {}

        public Builder add(Parameter parameter, Elements gradient) {
            return add(parameter, gradient, null, null);
        }

        public Builder add(Parameter parameter, Elements gradient, Elements weight) {
            return add(parameter, gradient, weight, null);
        }

        /**
         * @param identity what tells two views of the same memory apart from two memories (an address, say); null when every
         *     entry is known to have memory of its own
         */
        public Builder add(
                Parameter parameter, Elements gradient, @Nullable Elements weight, @Nullable Object identity) {
            if (identity != null && !identities.add(identity)) {
                return this;
            }
            if (!names.add(parameter.name())) {
                throw new IllegalArgumentException("Two parameters are called '" + parameter.name()
                        + "'; every parameter needs a name of its own");
            }
            entries.add(new Entry(parameter, gradient, weight));
            return this;
        }

        public GradientSet build() {
            return new GradientSet(entries);
        }
    }
}
