package io.steadygrad.method;

import io.steadygrad.gradient.Norm;
import io.steadygrad.gradient.Scope;
import io.steadygrad.measure.Measurements;
import java.util.function.IntConsumer;

/** What may enter a history: finite norms above zero. */
final class History {
    private History() {}

    static boolean admits(double norm) {
        return norm > 0 && norm < Double.POSITIVE_INFINITY;
    }

    /** Every tensor whose l2 norm may enter. */
    static void each(Measurements now, IntConsumer learn) {
        for (int tensor = 0; tensor < now.layout().parameters().size(); tensor++) {
            if (admits(now.norm(Norm.L2, Scope.TENSOR, tensor))) {
                learn.accept(tensor);
            }
        }
    }
}
