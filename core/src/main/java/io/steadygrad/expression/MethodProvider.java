package io.steadygrad.expression;

import io.steadygrad.method.Method;
import java.util.List;

/**
 * Brings methods of your own into the catalogue: from then on expressions, study files, {@code steady methods} and the
 * contract kit know them by name. A jar names its provider, a public class with a public constructor without arguments, in
 * {@code META-INF/services/io.steadygrad.expression.MethodProvider}.
 *
 * <pre>{@code
 * public final class MyMethods implements MethodProvider {
 *     public List<Class<? extends Method>> methods() {
 *         return List.of(SoftClip.class); // appears as soft_clip
 *     }
 * }
 * }</pre>
 *
 * <p>Providers are read once, when the catalogue is first asked, by the thread's context class loader. A named module
 * {@code provides} this interface and {@code opens} the package of its methods.
 */
public interface MethodProvider {

    /**
     * Records whose components are their parameters, defaults by {@link io.steadygrad.spec.Default}. Each appears under its
     * own name in snake_case, which no other method may have. The page that {@code steady methods NAME} shows is the
     * record's Javadoc, where its source lies beside the class.
     */
    List<Class<? extends Method>> methods();
}
