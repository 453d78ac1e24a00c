package io.steadygrad.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.steadygrad.expression.MethodCatalog;
import io.steadygrad.spec.Signature;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A default that its authors recommend is theirs. */
class PublishedDefaultsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "agc | clipping | 0.01 | Brock et al. 2021, High-performance large-scale image recognition without normalization",
                "agc | eps | 1e-3 | Brock et al. 2021",
                "adanorm | decay | 0.95 | Dubey et al. 2022, AdaNorm",
                "grokfast | decay | 0.98 | Lee et al. 2024, Grokfast (EMA)",
                "grokfast | lambda | 2 | Lee et al. 2024, Grokfast (EMA)",
                "gradient_amplification | factor | 2 | Basodi et al. 2020, Gradient amplification",
                "autoclip | percentile | 10 | Seetharaman et al. 2020, AutoClip",
                "zclip | z | 2.5 | Kumar et al. 2025, ZClip",
                "zclip | alpha | 0.97 | Kumar et al. 2025",
                "zclip | warmup | 25 | Kumar et al. 2025",
                "zclip | max_norm | 1 | Kumar et al. 2025, code",
                "adagc | rel | 1.05 | Wang et al. 2025, AdaGC",
                "adagc | abs | 1 | Wang et al. 2025",
                "adagc | beta | 0.98 | Wang et al. 2025",
                "adagc | warmup | 100 | Wang et al. 2025",
                "skip_spikes | sigma | 6 | OLMo, SkipStepOptimizer",
                "skip_spikes | window | 128 | OLMo, SkipStepOptimizer",
                "stable_spam | gamma1 | 0.7 | Huang et al. 2025, Stable-SPAM",
                "stable_spam | gamma2 | 0.9 | Huang et al. 2025",
                "stable_spam | gamma3 | 0.999 | Huang et al. 2025",
                "stable_spam | interval | 1000 | Huang et al. 2025",
                "noise | gamma | 0.55 | Neelakantan et al. 2015, Adding gradient noise improves learning",
                "trust_ratio | coefficient | 1 | optax.scale_by_trust_ratio",
                "trust_ratio | eps | 0 | optax.scale_by_trust_ratio",
                "dynamic_loss_scale | init | 65536 | PyTorch, GradScaler",
                "dynamic_loss_scale | growth | 2 | PyTorch, GradScaler",
                "dynamic_loss_scale | backoff | 0.5 | PyTorch, GradScaler",
                "dynamic_loss_scale | interval | 2000 | PyTorch, GradScaler",
            })
    void isTheAuthors(String method, String parameter, double published, String source) {
        Signature.Slot slot = MethodCatalog.methods().signature(method, 1).parameters().stream()
                .filter(each -> each.name().equals(parameter))
                .findFirst()
                .orElseThrow();
        assertThat(Double.parseDouble(Objects.requireNonNull(slot.defaultText())))
                .as("%s of %s, as in %s", parameter, method, source)
                .isEqualTo(published);
    }
}
