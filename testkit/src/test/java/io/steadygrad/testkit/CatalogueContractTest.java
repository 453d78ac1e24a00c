package io.steadygrad.testkit;

import java.util.stream.Stream;

/** Every method of the catalogue is examined by being in it; beside it stand chains and settings with corners of their own. */
class CatalogueContractTest extends MethodContract {
    @Override
    protected Stream<String> expressions() {
        return Stream.concat(
                Examples.ofCatalogue(),
                Stream.of(
                        "amplify(1, max_factor=inf, floor=0)",
                        "band(0.5, 2, scope=unit, max_factor=3)",
                        "band(0, inf)",
                        "clip_by_global_norm(inf)",
                        "trust_ratio(coefficient=0.001, eps=1e-6)",
                        "zclip(max_norm=inf, warmup=2)",
                        "skip_spikes(sigma=2, window=8)",
                        "accumulate(3) | clip_by_global_norm(0.01)",
                        "dynamic_loss_scale(init=1024, interval=3) | accumulate(2) | normalize",
                        "zero_nans | clip_by_value(1)",
                        "grokfast | centralize | clip_by_norm(1, scope=layer)",
                        "clip_by_norm(linear(0.1, 1, 20)) | scale(cosine(1, 0.1, 30))",
                        "clip_by_value(1) | adanorm | noise(0.01)",
                        "per_group(\"*.bias\"=normalize, \"output.*\"=ema_clip | clip_by_value(1), default=agc)",
                        "on_steps(3, inf, 2, stable_spam(interval=5) | zclip(warmup=3))"));
    }
}
