package io.steadygrad.trace;

import io.steadygrad.gradient.Elements;
import java.util.List;

/** How far each weight tensor moves in a step. Of large ones it looks at evenly spaced numbers. Not thread-safe. */
public final class Movement {
    private static final int MOST = 1 << 14;

    private final List<Part> parts;

    private static final class Part {
        private final Elements elements;
        private final int stride;
        private final double each;
        private final double[] before;
        private final double[] after;

        Part(Elements elements) {
            this.elements = elements;
            stride = (elements.size() + MOST - 1) / MOST;
            int count = elements.size() == 0 ? 0 : (elements.size() - 1) / stride + 1;
            each = (double) elements.size() / Math.max(1, count);
            before = new double[count];
            after = new double[count];
        }

        double weight() {
            double squares = 0;
            for (double value : before) {
                squares += value * value;
            }
            return Math.sqrt(squares * each);
        }

        double update() {
            elements.gather(0, stride, after, 0, after.length);
            double squares = 0;
            for (int i = 0; i < after.length; i++) {
                double moved = after[i] - before[i];
                squares += moved * moved;
            }
            return Math.sqrt(squares * each);
        }
    }

    /** @param weights memory that stays where it is */
    public Movement(List<Elements> weights) {
        parts = weights.stream().map(Part::new).toList();
    }

    /** Remembers where the weights are. */
    public void start() {
        for (Part part : parts) {
            part.elements.gather(0, part.stride, part.before, 0, part.before.length);
        }
    }

    /** l2 norm of each tensor at {@link #start}. */
    public double[] weights() {
        return parts.stream().mapToDouble(Part::weight).toArray();
    }

    /** l2 norm of what has changed since {@link #start}. */
    public double[] updates() {
        return parts.stream().mapToDouble(Part::update).toArray();
    }
}
