package io.steadygrad.health;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A single batch or a few steps threw back a run that did well.
 *
 * <p><b>Definition.</b> A {@link Jump} of loss and gradient, before which the run had skill, after which it diverged within
 * {@value #SOON} steps or was not good any more and below where it had been. <b>Joint evidence.</b> The jump alone is nothing: loss bumps at
 * scheduled changes and rare hard batches heal by themselves, so the end decides. <b>Edges.</b> Where a layer's weights changed by themselves the cause is
 * {@link Exploding}. <b>Layer.</b> None; the batch is told where the epoch's length is known. <b>Source.</b> Spike rules as in
 * PaLM's and ZClip's papers, on logarithms. <b>Differs:</b> six deviations of raw norms fire on most healthy small networks, whose norms are heavy-tailed.
 */
final class Spike {
    private static final int SOON = 100;
    private static final int LEAST_AFTER = 10;
    private static final double LOSS_OF_SKILL = 0.1;

    private Spike() {}

    static Optional<Diagnosis> find(Evidence evidence) {
        if (evidence.good()) {
            return Optional.empty();
        }
        Optional<Jump> jump = Jump.find(evidence.trace());
        return jump.filter(found -> Culprit.at(evidence.trace(), found).isEmpty()
                        && Culprit.find(evidence.trace())
                                .filter(culprit -> culprit.step() < found.step())
                                .isEmpty())
                .filter(found -> wasWell(evidence, found) && harmed(evidence, found))
                .map(found -> diagnosis(evidence, found));
    }

    private static double skillBefore(Evidence evidence, Jump jump) {
        double[] losses = evidence.trace().steps().loss();
        int from = Math.max(0, jump.index() - Math.max(20, jump.index() / 5));
        return evidence.course().skill(Robust.mean(Arrays.copyOfRange(losses, from, jump.index())));
    }

    private static boolean wasWell(Evidence evidence, Jump jump) {
        return skillBefore(evidence, jump) >= 2 * Evidence.NO_SKILL;
    }

    private static boolean harmed(Evidence evidence, Jump jump) {
        if (evidence.diverged()) {
            return evidence.course().step() - jump.step() <= SOON;
        }
        return evidence.course().step() - jump.step() >= LEAST_AFTER
                && (evidence.lost()
                        || skillBefore(evidence, jump) - evidence.course().skill() >= LOSS_OF_SKILL
                        || lostScore(evidence, jump) >= LOSS_OF_SKILL);
    }

    /** Median score before it less the median after it. */
    private static double lostScore(Evidence evidence, Jump jump) {
        double[] scores = evidence.course().scores();
        int before = Arrays.binarySearch(evidence.trace().metrics().step(), jump.step());
        before = Math.min(scores.length, before < 0 ? -before - 1 : before);
        return Robust.median(Arrays.copyOfRange(scores, before / 2, before))
                - Robust.median(Arrays.copyOfRange(scores, before, scores.length));
    }

    private static Diagnosis diagnosis(Evidence evidence, Jump jump) {
        Map<String, Double> numbers = new LinkedHashMap<>();
        numbers.put("norm_factor", jump.norm());
        numbers.put("loss_factor", jump.loss());
        numbers.put("skill_before", skillBefore(evidence, jump));
        numbers.put("skill", evidence.course().skill());
        var facts = evidence.facts();
        Long batch = facts == null || facts.stepsPerEpoch() <= 0 ? null : (jump.step() - 1) % facts.stepsPerEpoch();
        Diagnosis itself = Diagnosis.of(
                Symptom.SPIKE,
                jump.step(),
                null,
                0.85,
                numbers,
                String.format(
                        Locale.ROOT,
                        "at step %d the gradient was %.0f times as long as usual and the loss %.0f times as high; the skill was %s before and is %s",
                        jump.step(),
                        jump.norm(),
                        jump.loss(),
                        Course.words(skillBefore(evidence, jump)),
                        Course.words(evidence.course().skill())),
                "look at that batch; reject such steps with skip_spikes, or clip the gradient");
        return new Diagnosis(
                itself.symptom(),
                itself.step(),
                null,
                batch,
                itself.confidence(),
                itself.evidence(),
                itself.chain(),
                itself.finding(),
                itself.advice());
    }
}
