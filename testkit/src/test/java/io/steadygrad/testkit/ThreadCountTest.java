package io.steadygrad.testkit;

import io.steadygrad.expression.MethodCatalog;
import io.steadygrad.gradient.Elements;
import io.steadygrad.gradient.Parameter;
import io.steadygrad.kernel.Threads;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Gradients large enough to be shared among threads come out with the same bits whatever the number of threads. */
class ThreadCountTest {
    private static final List<Parameter> LARGE = List.of(
            Parameter.of("input.weight", 700, 800),
            Parameter.of("input.bias", 700),
            Parameter.of("output.weight", 800, 70).unitsLast());

    private static Model given;

    static List<String> methods() {
        given = new Model(Elements.Type.FLOAT32, LARGE);
        given.fill(1, 1);
        return List.copyOf(MethodCatalog.methods().names());
    }

    @AfterEach
    void allProcessors() {
        Threads.limit(Runtime.getRuntime().availableProcessors());
    }

    @ParameterizedTest
    @MethodSource("methods")
    void givesTheSameBits(String method) {
        Subject subject = Subject.parse(Examples.of(method).findFirst().orElseThrow());
        Numbers.requireSameBits("with three threads", controlled(subject, 3), controlled(subject, 1));
    }

    private static Map<String, double[]> controlled(Subject subject, int threads) {
        Threads.limit(threads);
        Model model = new Model(Elements.Type.FLOAT32, LARGE);
        Run run = new Run(subject.chain(), model);
        for (long step = 1; step <= 2; step++) {
            for (int p = 0; p < LARGE.size(); p++) {
                model.set.get(p).gradient().copyFrom(given.set.get(p).gradient());
            }
            run.apply(step);
        }
        return model.gradients();
    }
}
