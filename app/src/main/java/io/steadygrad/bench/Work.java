package io.steadygrad.bench;

import java.util.List;

/**
 * A piece of work in our way and in those of others.
 *
 * @param name {@code observe}, {@code clip}, {@code clip+adamw}, ...
 * @param reads how often the gradients' bytes are read, and not written
 * @param updates how often as many bytes are read and written where they are
 */
record Work(String name, int reads, int updates, Contender ours, List<Contender> peers) {

    /** Everything that control and optimizers do at a step. */
    static List<Work> of(Arena arena) {
        SteadyWays ours = new SteadyWays(arena);
        LibTorchWays theirs = new LibTorchWays(arena);
        return List.of(
                new Work(
                        "observe",
                        1,
                        0,
                        steady(ours::observe),
                        List.of(
                                new Contender("norm per tensor", theirs::norms),
                                new Contender("norm, max, mean, count_nonzero per tensor", theirs::statistics))),
                new Work(
                        "observe-full",
                        1,
                        0,
                        steady(ours::observeFully),
                        List.of(new Contender("histc per tensor", theirs::histograms))),
                new Work(
                        "clip",
                        1,
                        1,
                        steady(ours::clip),
                        List.of(
                                new Contender("clip_grad_norm_", theirs::clipGradNorm),
                                new Contender("_foreach_norm, _foreach_mul_", theirs::foreachClip))),
                new Work(
                        "sgd",
                        1,
                        1,
                        steady(ours::sgd),
                        List.of(
                                new Contender("SGD.step", theirs::sgd),
                                new Contender("_fused_sgd_", theirs::fusedSgd))),
                new Work(
                        "clip+sgd",
                        2,
                        1,
                        steady(ours::clipAndSgd),
                        List.of(
                                both("clip_grad_norm_, SGD.step", theirs::clipGradNorm, theirs::sgd),
                                both("clip_grad_norm_, _fused_sgd_", theirs::clipGradNorm, theirs::fusedSgd))),
                new Work(
                        "adamw",
                        1,
                        3,
                        steady(ours::adamw),
                        List.of(
                                new Contender("AdamW.step", theirs::adamw),
                                new Contender("_fused_adamw_", theirs::fusedAdamw))),
                new Work(
                        "clip+adamw",
                        2,
                        3,
                        steady(ours::clipAndAdamw),
                        List.of(
                                both("clip_grad_norm_, AdamW.step", theirs::clipGradNorm, theirs::adamw),
                                both("clip_grad_norm_, _fused_adamw_", theirs::clipGradNorm, theirs::fusedAdamw),
                                new Contender(
                                        "_foreach_norm, _fused_adamw_ with grad_scale", theirs::fusedClipAndAdamw))));
    }

    private static Contender steady(Runnable work) {
        return new Contender("steady", true, work);
    }

    private static Contender both(String name, Runnable first, Runnable second) {
        return new Contender(name, () -> {
            first.run();
            second.run();
        });
    }
}
