package io.steadygrad.expression;

import io.steadygrad.method.Accumulate;
import io.steadygrad.method.Adagc;
import io.steadygrad.method.Adanorm;
import io.steadygrad.method.Agc;
import io.steadygrad.method.AllowNonFinite;
import io.steadygrad.method.Autoclip;
import io.steadygrad.method.Band;
import io.steadygrad.method.Bands;
import io.steadygrad.method.Centralize;
import io.steadygrad.method.Chain;
import io.steadygrad.method.DynamicLossScale;
import io.steadygrad.method.EmaClip;
import io.steadygrad.method.ErrorOnNonFinite;
import io.steadygrad.method.GradientAmplification;
import io.steadygrad.method.Grokfast;
import io.steadygrad.method.Identity;
import io.steadygrad.method.Method;
import io.steadygrad.method.Noise;
import io.steadygrad.method.OnSteps;
import io.steadygrad.method.PerGroup;
import io.steadygrad.method.Scale;
import io.steadygrad.method.SkipLarge;
import io.steadygrad.method.SkipNonFinite;
import io.steadygrad.method.SkipSpikes;
import io.steadygrad.method.StableSpam;
import io.steadygrad.method.TrustRatio;
import io.steadygrad.method.Zclip;
import io.steadygrad.method.ZeroNans;
import io.steadygrad.spec.Catalog;
import io.steadygrad.spec.Value;

/** Every gradient method that an expression can name. A new method is one line here. */
public final class MethodCatalog {
    static final Catalog<Method> METHODS = Catalog.of("method", Method.class)
            .convert(Chain.class, MethodCatalog::chain)
            .chapter("Limit and shrink")
            .add(Bands.class, "clipByValue")
            .add(Bands.class, "clipByNorm")
            .add(Bands.class, "clipByGlobalNorm")
            .add(Bands.class, "clipByBlockRms")
            .add(Bands.class, "limitMax")
            .add(Agc.class)
            .chapter("Amplify, band, normalise")
            .add(Bands.class, "amplify")
            .add(Band.class)
            .add(Bands.class, "article")
            .add(Bands.class, "normalize")
            .add(Bands.class, "sign")
            .add(Bands.class, "renormalizeLayer")
            .add(Bands.class, "renormalizeParam")
            .add(GradientAmplification.class)
            .add(Adanorm.class)
            .add(Grokfast.class)
            .chapter("Adaptive thresholds")
            .add(Autoclip.class)
            .add(Zclip.class)
            .add(Adagc.class)
            .add(EmaClip.class)
            .add(SkipSpikes.class)
            .add(StableSpam.class)
            .chapter("Clean, shape, combine")
            .add(Identity.class)
            .add(ZeroNans.class)
            .add(SkipNonFinite.class)
            .add(ErrorOnNonFinite.class)
            .add(AllowNonFinite.class)
            .add(SkipLarge.class)
            .add(Centralize.class)
            .add(Noise.class)
            .add(Scale.class)
            .add(TrustRatio.class)
            .add(Accumulate.class)
            .add(DynamicLossScale.class)
            .add(PerGroup.class)
            .add(OnSteps.class);

    private MethodCatalog() {}

    /** The chain that a nested value means. */
    private static Chain chain(Value value) {
        if (value instanceof Value.Calls calls) {
            return new Chain(calls.calls().stream().map(Scheduled::make).toList());
        }
        throw new IllegalArgumentException("A method or a chain is expected here, not " + value);
    }

    /** All methods, aliases included. */
    public static Catalog<Method> methods() {
        return METHODS;
    }

    /** What a method's Javadoc says. */
    public static Page page(String name) {
        return Page.of(METHODS.signature(name, 1));
    }
}
