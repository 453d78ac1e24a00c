package io.steadygrad.replay;

/**
 * What a method would have done at one recorded step.
 *
 * @param step its number in the run, from 1
 * @param accepted false where the step would have been rejected
 * @param engaged whether anything would have been changed
 * @param factor what every entry would have been multiplied by; NaN when that is not one number
 * @param threshold of the first engaged method; NaN where there is none
 * @param normBefore global l2 norm that was recorded; NaN where the gradient was not finite
 * @param normAfter the same after the method; NaN where only the entries could tell
 * @param reason why it engages or rejects, in words; empty where it does neither
 */
public record ReplayedStep(
        long step,
        boolean accepted,
        boolean engaged,
        double factor,
        double threshold,
        double normBefore,
        double normAfter,
        String reason) {

    /** How much of the gradient's size is left: the factor, or the ratio of the norms where tensors have different factors. */
    public double strength() {
        return !Double.isNaN(factor) || !(normBefore > 0) ? factor : normAfter / normBefore;
    }
}
