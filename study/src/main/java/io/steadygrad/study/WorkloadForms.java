package io.steadygrad.study;

import io.steadygrad.spec.Catalog;
import io.steadygrad.spec.Default;
import io.steadygrad.spec.Signature;
import io.steadygrad.training.EarlyStopping;
import io.steadygrad.training.L2;
import io.steadygrad.training.Regularizer;
import io.steadygrad.training.Target;
import io.steadygrad.training.Vanishing;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How study files write parts of a workload, where that differs from the value they mean. */
final class WorkloadForms {
    private WorkloadForms() {}

    record TargetForm(
            String metric,
            @Default("") @Nullable Double atLeast,
            @Default("") @Nullable Double atMost) {
        public TargetForm {
            if ((atLeast == null) == (atMost == null)) {
                throw new IllegalArgumentException(
                        "needs either at_least or at_most, found " + (atLeast == null ? "neither" : "both"));
            }
        }

        Target target() {
            return atLeast != null
                    ? Target.atLeast(metric, atLeast)
                    : Target.atMost(metric, Objects.requireNonNull(atMost));
        }
    }

    record EarlyStoppingForm(
            @Default("") @Nullable Integer patience,
            @Default("0") double minDelta,
            @Default("false") boolean atTarget) {
        public EarlyStoppingForm {
            value(patience, minDelta, atTarget);
        }

        EarlyStopping value() {
            return value(patience, minDelta, atTarget);
        }

        private static EarlyStopping value(@Nullable Integer patience, double minDelta, boolean atTarget) {
            return new EarlyStopping(patience == null ? EarlyStopping.NO_END : patience, minDelta, atTarget);
        }
    }

    static Catalog<Regularizer> regularizers() {
        return Catalog.of("regularizer", Regularizer.class)
                .add(Signature.of("l2", L2.class))
                .add(Signature.of("vanishing", Vanishing.class));
    }
}
