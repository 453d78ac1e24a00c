package io.steadygrad.study;

import static org.assertj.core.api.Assertions.assertThat;

import io.steadygrad.expression.MethodCatalog;
import io.steadygrad.expression.MethodExpression;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every method of the catalogue, every argument written out, as a study file names it. */
class CatalogueInYamlTest {
    private static final String METHODS = """
            clip_by_value(limit=2)
            clip_by_norm(max_norm=2, norm=lp(1.5), scope=layer)
            clip_by_global_norm(max_norm=2, norm=l1)
            clip_by_block_rms(threshold=2)
            limit_max(limit=2, scope=tensor)
            agc(clipping=0.02, eps=1e-2)
            amplify(low=2, norm=linf, scope=unit, max_factor=10, floor=1e-9)
            band(low=2, high=inf, scope=group, norm=rms, max_factor=4, floor=0.1)
            article(gamma=0.2, reading=add)
            normalize(scope=layer, scale=2, norm=l1)
            sign(scale=2)
            renormalize_layer
            renormalize_param
            gradient_amplification(layers="hidden.*", ratio=0.4, factor=3, from_epoch=2, to_epoch=inf, every=2, seed=7)
            adanorm(decay=0.9)
            grokfast(decay=0.9, lambda=3)
            autoclip(percentile=20, history=50)
            zclip(z=2, alpha=0.9, warmup=5, max_norm=inf, spike=percentile)
            adagc(rel=1.1, abs=2.0, beta=0.9, warmup=10)
            ema_clip(ratio=3, beta=0.9)
            skip_spikes(sigma=5, window=64, remember_rejected=true)
            stable_spam(gamma1=0.6, gamma2=0.8, gamma3=0.99, interval=100, eps=1e-6)
            zero_nans
            skip_non_finite(max_consecutive=3)
            error_on_non_finite
            allow_non_finite
            identity
            skip_large(max_norm=20)
            centralize
            noise(eta=0.01, gamma=0.5, seed=3)
            scale(factor=2)
            trust_ratio(coefficient=2, eps=1e-6)
            accumulate(every=2, mean=false)
            dynamic_loss_scale(init=1024, growth=4, backoff=0.25, interval=100, hysteresis=2)
            per_group("hidden.*"=clip_by_norm(1) | scale(2), default=sign(scale=0.1))
            on_steps(from=2, to=inf, every=3, chain=clip_by_value(linear(2, 1, 10)) | centralize)
            """;
    private static final String WORKLOAD = """
            study: s
            workloads:
              xor:
                data: {inline: {features: [[0, 0], [0, 1], [1, 0], [1, 1]], targets: [0, 1, 1, 0]}}
                model: {mlp: {hidden: [3], activation: tanh, output: {units: 1, activation: sigmoid}}}
                loss: binary_cross_entropy
                batch: 2
                steps: 10
                optimizer: sgd(lr=0.1)
            methods:
            """;

    @TempDir
    Path directory;

    @Test
    void namesEveryMethodAsAnExpressionDoes() throws Exception {
        List<String> lines = METHODS.lines().toList();
        StringBuilder text = new StringBuilder(WORKLOAD);
        for (int i = 0; i < lines.size(); i++) {
            text.append("  m").append(i).append(": '").append(lines.get(i)).append("'\n");
        }
        Study study = StudyReader.read(Files.writeString(directory.resolve("s.yaml"), text));
        List<MethodExpression> read = study.trials().stream()
                .map(trial -> MethodExpression.parse(trial.cell().expression()))
                .toList();
        assertThat(read.stream().map(MethodExpression::resolved))
                .containsExactlyElementsOf(lines.stream()
                        .map(line -> MethodExpression.parse(line).resolved())
                        .toList());
        assertThat(read.stream().map(expression -> expression.calls().get(0).name()))
                .containsExactlyInAnyOrderElementsOf(MethodCatalog.methods().names());
    }
}
