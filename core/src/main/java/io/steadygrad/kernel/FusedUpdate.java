package io.steadygrad.kernel;

/**
 * An optimizer's update at one step as one loop over float32 memory, its numbers ready. Arithmetic is float32, rounded after
 * every operation as LibTorch rounds; what leaves the type's range is stored as its largest number.
 */
public sealed interface FusedUpdate {

    /** How many moments the loop reads and writes. */
    int moments();

    /**
     * <pre>
     * g = factor g + decay w
     * b = momentum b + g           with momentum
     * w = w - rate (g | b | g + momentum b)
     * </pre>
     */
    record Sgd(float rate, float momentum, boolean nesterov, float decay) implements FusedUpdate {
        @Override
        public int moments() {
            return momentum == 0 ? 0 : 1;
        }
    }

    /**
     * <pre>
     * g = factor g + decay w
     * m = beta1 m + gain1 g,   v = beta2 v + (gain2 g) g
     * w = keep w - (rate m) / (root sqrt(v) + eps)
     * </pre>
     */
    record Adam(
            float beta1,
            float gain1,
            float beta2,
            float gain2,
            float rate,
            float root,
            float eps,
            float keep,
            float decay)
            implements FusedUpdate {
        @Override
        public int moments() {
            return 2;
        }
    }
}
