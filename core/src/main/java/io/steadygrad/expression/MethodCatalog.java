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
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * Every gradient method that an expression can name. A new method of the house is one line here; a user's own come from
 * {@linkplain MethodProvider providers} on the class path.
 */
public final class MethodCatalog {
    private static volatile @Nullable Catalog<Method> known;

    private MethodCatalog() {}

    /**
     * All methods, aliases and users' own included.
     *
     * @throws IllegalArgumentException when a provider on the class path does not work, or two methods share a name
     */
    public static Catalog<Method> methods() {
        Catalog<Method> methods = known;
        if (methods == null) {
            methods = load(Thread.currentThread().getContextClassLoader());
            known = methods;
        }
        return methods;
    }

    /** What a method's Javadoc says. */
    public static Page page(String name) {
        return Page.of(methods().signature(name, 1));
    }

    /** The house's methods and those of the providers that a class loader finds. */
    static Catalog<Method> load(@Nullable ClassLoader loader) {
        Catalog<Method> methods = own().chapter("Your own");
        try {
            ServiceLoader.load(MethodProvider.class, loader).forEach(provider -> add(provider, methods));
        } catch (ServiceConfigurationError e) {
            throw new IllegalArgumentException(
                    "A provider of methods on the class path cannot be loaded: " + reason(e), e);
        }
        return methods;
    }

    private static void add(MethodProvider provider, Catalog<Method> methods) {
        String name = provider.getClass().getName();
        List<Class<? extends Method>> provided;
        try {
            provided = provider.methods();
        } catch (RuntimeException | LinkageError e) {
            throw new IllegalArgumentException("The provider of methods " + name + " does not work: " + reason(e), e);
        }
        for (Class<? extends Method> method : provided) {
            if (!method.isRecord()) {
                throw new IllegalArgumentException(name + " provides " + method.getName()
                        + ", which is no record; a method is a record whose components are its parameters");
            }
            methods.add(method);
        }
    }

    private static String reason(Throwable failure) {
        return failure.getMessage() + (failure.getCause() == null ? "" : " (" + failure.getCause() + ")");
    }

    private static Catalog<Method> own() {
        return Catalog.of("method", Method.class)
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
    }

    /** The chain that a nested value means. */
    private static Chain chain(Value value) {
        if (value instanceof Value.Calls calls) {
            return new Chain(calls.calls().stream().map(Scheduled::make).toList());
        }
        throw new IllegalArgumentException("A method or a chain is expected here, not " + value);
    }
}
