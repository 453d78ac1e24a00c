package io.steadygrad.health;

import io.steadygrad.spec.Numbers;

/** One change that may cure a run. None changes the architecture. */
public sealed interface Remedy {
    /** What it is called in results: {@code clip}. */
    String name();

    /** What it changes, with its numbers. */
    String detail();

    /** In one word with its exact number: {@code clip=0.5}. */
    default String text() {
        if (this instanceof Reject remedy) {
            return "reject=" + remedy.above();
        } else if (this instanceof Clip remedy) {
            return "clip=" + remedy.threshold();
        } else if (this instanceof Rate remedy) {
            return "rate=" + remedy.factor();
        } else if (this instanceof Balance remedy) {
            return "balance=" + remedy.share();
        }
        return "reinitialise=" + ((Reinitialise) this).draw();
    }

    /**
     * The remedy that {@link #text} wrote.
     *
     * @throws IllegalArgumentException for another text
     */
    static Remedy parse(String text) {
        int equals = text.indexOf('=');
        double number = Double.parseDouble(text.substring(equals + 1));
        return switch (text.substring(0, Math.max(0, equals))) {
            case "reject" -> new Reject(number);
            case "clip" -> new Clip(number);
            case "rate" -> new Rate(number);
            case "balance" -> new Balance(number);
            case "reinitialise" -> new Reinitialise((int) number);
            default -> throw new IllegalArgumentException("'" + text + "' is no remedy");
        };
    }

    /**
     * Drops steps whose gradients are not finite or too large.
     *
     * @param above the largest global L2 norm that is still good; infinite to drop only what is not finite
     */
    record Reject(double above) implements Remedy {
        @Override
        public String name() {
            return "reject";
        }

        @Override
        public String detail() {
            return Double.isInfinite(above)
                    ? "steps with gradients that are not finite are dropped"
                    : "steps with a gradient norm above " + Numbers.format(above, 3) + " are dropped";
        }
    }

    /**
     * Limits the gradients' global norm.
     *
     * @param threshold largest global L2 norm
     */
    record Clip(double threshold) implements Remedy {
        @Override
        public String name() {
            return "clip";
        }

        @Override
        public String detail() {
            return "the global gradient norm is limited to " + Numbers.format(threshold, 3);
        }
    }

    /**
     * Multiplies the learning rate.
     *
     * @param factor of the recipe's own rate
     */
    record Rate(double factor) implements Remedy {
        @Override
        public String name() {
            return factor < 1 ? "lower_rate" : "raise_rate";
        }

        @Override
        public String detail() {
            return "the learning rate is " + Numbers.format(factor, 3) + " times that of the recipe";
        }
    }

    /**
     * Limits each unit's gradient to a share of the norm of its own weights, so that no layer is torn away by its scale.
     *
     * @param share above 0
     */
    record Balance(double share) implements Remedy {
        @Override
        public String name() {
            return "balance";
        }

        @Override
        public String detail() {
            return "each unit's gradient is limited to " + Numbers.format(share, 3) + " of its weights' norm";
        }
    }

    /**
     * Draws the weights anew and scales each layer on the data, the architecture kept.
     *
     * @param draw which one of many, counted from 0
     */
    record Reinitialise(int draw) implements Remedy {
        @Override
        public String name() {
            return "reinitialise";
        }

        @Override
        public String detail() {
            return "the weights were drawn anew (draw " + (draw + 1)
                    + ") and each layer scaled to unit variance on the training data";
        }
    }
}
