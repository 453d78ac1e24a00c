package io.steadygrad.testkit;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The contract that every gradient method must pass, as tests of your own method. It must be in the catalogue (see
 * {@link io.steadygrad.expression.MethodProvider}):
 *
 * <pre>{@code
 * class SoftClipTest extends MethodContract {
 *     protected Stream<String> expressions() {
 *         return Examples.of("soft_clip"); // or your own: Stream.of("soft_clip(limit=0.1, scope=layer)")
 *     }
 * }
 * }</pre>
 *
 * <p>Beside the laws that bind all methods, each {@linkplain io.steadygrad.method.Claim claim} of the method is tried.
 */
public abstract class MethodContract {

    /** What is to be examined: the method with each setting that matters, or chains of several methods. */
    protected abstract Stream<String> expressions();

    @TestFactory
    Stream<DynamicContainer> keepsTheContract() {
        return expressions()
                .map(Subject::parse)
                .map(subject -> DynamicContainer.dynamicContainer(
                        subject.name(),
                        Contract.laws(subject)
                                .map(law -> DynamicTest.dynamicTest(
                                        law.name(), () -> law.check().accept(subject)))));
    }
}
