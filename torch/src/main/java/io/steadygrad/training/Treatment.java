package io.steadygrad.training;

import io.steadygrad.gradient.Norm;
import io.steadygrad.health.Remedy;
import io.steadygrad.method.Agc;
import io.steadygrad.method.Bands;
import io.steadygrad.method.Chain;
import io.steadygrad.method.Method;
import io.steadygrad.method.SkipLarge;
import io.steadygrad.method.SkipNonFinite;
import java.util.ArrayList;
import java.util.List;

/**
 * What repairs have changed about how a run trains; {@link #NONE} changes nothing.
 *
 * @param reject steps of a global norm above this are dropped; NaN for none, infinite for those that are not finite
 * @param clip largest global norm; NaN for none
 * @param balance largest norm of a unit's gradient as a share of its weights' norm; NaN for none
 * @param rate what the recipe's learning rate is multiplied by
 */
record Treatment(double reject, double clip, double balance, double rate) {
    static final Treatment NONE = new Treatment(Double.NaN, Double.NaN, Double.NaN, 1);

    Treatment with(Remedy remedy) {
        if (remedy instanceof Remedy.Reject change) {
            return new Treatment(change.above(), clip, balance, rate);
        } else if (remedy instanceof Remedy.Clip change) {
            return new Treatment(reject, change.threshold(), balance, rate);
        } else if (remedy instanceof Remedy.Balance change) {
            return new Treatment(reject, clip, change.share(), rate);
        } else if (remedy instanceof Remedy.Rate change) {
            return new Treatment(reject, clip, balance, change.factor());
        }
        return this;
    }

    /** The recipe's control with what is added behind it. */
    Chain control(Chain recipe) {
        List<Method> methods = new ArrayList<>(recipe.methods());
        if (Double.isInfinite(reject)) {
            methods.add(new SkipNonFinite(10));
        } else if (!Double.isNaN(reject)) {
            methods.add(new SkipLarge(reject));
        }
        if (!Double.isNaN(clip)) {
            methods.add(Bands.clipByGlobalNorm(clip, Norm.L2));
        }
        if (!Double.isNaN(balance)) {
            methods.add(new Agc(balance, 1e-3));
        }
        return methods.size() == recipe.methods().size() ? recipe : new Chain(methods);
    }

    double[] numbers() {
        return new double[] {reject, clip, balance, rate};
    }

    static Treatment of(double[] numbers) {
        return new Treatment(numbers[0], numbers[1], numbers[2], numbers[3]);
    }
}
