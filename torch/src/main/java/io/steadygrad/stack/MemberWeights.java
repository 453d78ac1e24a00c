package io.steadygrad.stack;

import java.nio.FloatBuffer;
import java.util.List;

/**
 * The weights of one member and their gradients, in the order of its model: native memory that stays where it is. A stack reads and writes
 * it there.
 */
public record MemberWeights(List<FloatBuffer> values, List<FloatBuffer> gradients) {
    public MemberWeights {
        values = List.copyOf(values);
        gradients = List.copyOf(gradients);
    }
}
