package io.steadygrad.replay;

import static io.steadygrad.replay.Traces.ofNorms;
import static io.steadygrad.replay.Traces.ofTensors;
import static io.steadygrad.replay.Traces.replay;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steadygrad.expression.MethodCatalog;
import io.steadygrad.expression.MethodExpression;
import io.steadygrad.trace.Trace;
import io.steadygrad.trace.TraceRecorder;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a trace cannot tell is refused, with the method's name and what is missing. */
class RefusalTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "clip_by_norm(1, norm=l1);                    clip_by_norm needs the l1 norm",
                "clip_by_global_norm(1, norm=lp(3));          clip_by_global_norm needs the lp(3.0) norm",
                "clip_by_block_rms(1);                        clip_by_block_rms needs the rms",
                "clip_by_norm(1, scope=unit);                 clip_by_norm needs the norm of every output unit",
                "agc;                                         agc needs the norm of every output unit",
                "trust_ratio;                                 trust_ratio needs the norms of the weights",
                "centralize;                                  centralize needs the mean of every output unit",
                "accumulate(4);                               accumulate needs the gradients themselves",
                "accumulate(2) | clip_by_global_norm(1);      accumulate needs the gradients themselves",
                "dynamic_loss_scale;                          dynamic_loss_scale needs gradients of the scaled loss",
                "gradient_amplification;                      gradient_amplification needs the epoch",
                "gradient_amplification(factor=linear(2,3,4)); gradient_amplification cannot be replayed: ",
                "noise(0.1);                                  noise needs the gradients themselves",
                "grokfast;                                    grokfast needs the gradients themselves",
                "article(reading=add);                        article needs the gradients themselves",
                "stable_spam;                                 stable_spam needs the l2 norm of what stable_spam leaves",
                "clip_by_value(1) | clip_by_global_norm(1);   clip_by_global_norm needs the l2 norm of what clip_by_value leaves",
                "sign | normalize;                            normalize needs the l2 norm of what sign leaves",
                "clip_by_value(1) | autoclip;                 autoclip needs the l2 norm of what clip_by_value leaves",
                "per_group(\"b*\"=agc);                       agc needs",
                "on_steps(1, 9, 1, noise(1));                 noise needs",
            })
    void namesTheMethodAndWhatIsMissing(String expression, String message) {
        assertThatThrownBy(() -> replay(expression, ofTensors(new double[] {3, 4}, new double[] {5, 6})))
                .isInstanceOf(NotReplayableException.class)
                .hasMessageStartingWith(message);
    }

    static Stream<String> catalogue() {
        return MethodCatalog.methods().names().stream()
                .flatMap(name -> Stream.of("", "(1)", "(1, 2)", "(\"*\"=identity)", "(1, 9, 1, scale(2))")
                        .map(arguments -> name + arguments)
                        .filter(RefusalTest::isMethod)
                        .limit(1));
    }

    private static boolean isMethod(String expression) {
        try {
            MethodExpression.parse(expression);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @Test
    void theSamplesCoverTheCatalogue() {
        assertThat(catalogue()).hasSameSizeAs(MethodCatalog.methods().names());
    }

    @ParameterizedTest
    @MethodSource("catalogue")
    void everyMethodIsReplayedOrRefusedByItsName(String expression) {
        Trace trace = ofTensors(new double[] {3, 4}, new double[] {0, 0}, new double[] {5, 1e-300});
        try {
            assertThat(replay(expression, trace).steps()).hasSize(3);
        } catch (NotReplayableException refused) {
            assertThat(refused).hasMessageStartingWith(expression.replaceFirst("\\(.*", " needs "));
        }
    }

    @Test
    void whatIsNeverReachedIsNotRefused() {
        Trace trace = ofTensors(new double[] {3, 4});
        assertThat(replay("accumulate(1)", trace).engaged()).isEmpty();
        assertThat(replay("on_steps(2, 9, 1, noise(1))", trace).engaged()).isEmpty();
        assertThat(replay("per_group(\"z*\"=agc)", trace).engaged()).isEmpty();
    }

    @Test
    void zeroNansCannotTellNanFromInfinity() {
        assertThatThrownBy(() -> replay("zero_nans", ofNorms(1, Double.NaN)))
                .isInstanceOf(NotReplayableException.class)
                .hasMessageStartingWith("zero_nans needs to tell NaN from infinity");
        assertThat(replay("zero_nans", ofNorms(1, 2)).engaged()).isEmpty();
    }

    @Test
    void aTraceWithoutStepsOrWithoutTensorsSaysSo() {
        TraceRecorder recorder = new TraceRecorder(List.of("a"), List.of("a"));
        assertThatThrownBy(() -> replay("identity", recorder.trace())).hasMessage("the trace holds no steps");

        recorder.step(1, 1, 0.1, 5, 5, true, false, false, Double.NaN);
        assertThat(replay("clip_by_global_norm(1)", recorder.trace()).engaged()).hasSize(1);
        assertThatThrownBy(() -> replay("limit_max(1)", recorder.trace()))
                .hasMessage(
                        "limit_max needs the norm of every tensor, but this trace holds no measurements of tensors");
    }
}
