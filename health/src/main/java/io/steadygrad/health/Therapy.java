package io.steadygrad.health;

import io.steadygrad.trace.Signals;
import io.steadygrad.trace.Trace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Names the remedies for a sick run, from the cheapest to the strongest. A pure function of the diagnosis, the record and what was
 * tried: every remedy is named once at most, so that no run is treated forever.
 *
 * <p>Thresholds come from the run itself: from its norms before the trouble began; where it began ill, from the norm at which one step
 * of plain descent changes the weights by a hundredth. The second kind is left out for optimizers that divide by the gradient's size.
 */
public final class Therapy {
    /** Of the weights' norm, what one step may change. */
    private static final double CHANGE = 0.01;

    /** Fewer norms than these tell nothing about a healthy run. */
    private static final int ENOUGH = 20;

    private static final int RECENT = 200;
    private static final int DRAWS = 6;
    /** Times their own size that healthy weights move within a budget: 0.1 to 12, two in the middle, in studies/health. */
    private static final double WAY = 2;

    /** The best skill of a run that got somewhere. */
    private static final double LEARNED = 0.15;

    private Therapy() {}

    /**
     * The next prescription, or nothing where none is left or the trouble is {@linkplain Symptom#STRUCTURAL in the model}.
     *
     * @param trace of the run up to the diagnosis
     * @param rate by which the recipe's learning rate is multiplied now
     * @param tried for this symptom, whether they helped or not
     */
    public static Optional<Prescription> next(Diagnosis diagnosis, Trace trace, double rate, Set<Prescription> tried) {
        return ladder(diagnosis, trace, rate).stream()
                .filter(each -> !tried.contains(each))
                .findFirst();
    }

    private static List<Prescription> ladder(Diagnosis diagnosis, Trace trace, double rate) {
        long onset = diagnosis.chain().isEmpty()
                ? diagnosis.step()
                : Math.min(diagnosis.step(), diagnosis.chain().get(0).step());
        double[] healthy = norms(trace, onset);
        return switch (diagnosis.symptom()) {
            case NON_FINITE -> nonFinite(trace, healthy, rate);
            case SPIKE -> spike(trace, healthy, rate);
            case EXPLODING -> exploding(trace, healthy, rate);
            case DEAD_UNITS -> dead(trace, healthy, rate);
            case VANISHING, SATURATION -> drawnAnew(trace, rate);
            case OSCILLATION -> oscillation(trace, rate);
            case SLOW -> slow(trace, rate);
            case STRUCTURAL -> List.of();
        };
    }

    private static List<Prescription> nonFinite(Trace trace, double[] healthy, double rate) {
        List<Prescription> ladder = new ArrayList<>();
        ladder.add(Prescription.goingOn(new Remedy.Reject(Double.POSITIVE_INFINITY)));
        ladder.addAll(exploding(trace, healthy, rate));
        return ladder;
    }

    private static List<Prescription> spike(Trace trace, double[] healthy, double rate) {
        List<Prescription> ladder = new ArrayList<>();
        if (healthy.length >= ENOUGH) {
            ladder.add(Prescription.goingOn(new Remedy.Reject(4 * quantile(healthy, 1))));
            ladder.add(Prescription.goingOn(new Remedy.Clip(quantile(healthy, 0.9))));
            ladder.add(Prescription.goingOn(new Remedy.Clip(quantile(healthy, 0.5))));
        }
        ladder.addAll(exploding(trace, healthy, rate));
        return ladder;
    }

    private static List<Prescription> exploding(Trace trace, double[] healthy, double rate) {
        List<Prescription> ladder = new ArrayList<>();
        double clip = threshold(trace, healthy);
        if (!adaptive(trace) && clip > 0) {
            if (healthy.length >= ENOUGH) {
                ladder.add(Prescription.goingOn(new Remedy.Clip(clip)));
            } else if (isRecurrent(trace)) { // its first weights explode, whatever its steps
                ladder.add(Prescription.anew(new Remedy.Reinitialise(0), new Remedy.Balance(share(trace))));
                ladder.add(Prescription.anew(new Remedy.Reinitialise(1), clipAnew(trace)));
                ladder.add(Prescription.anew(new Remedy.Reinitialise(2), new Remedy.Balance(share(trace))));
            }
            ladder.add(Prescription.anew(new Remedy.Clip(clip)));
            ladder.add(Prescription.anew(new Remedy.Clip(clip / 10)));
            if (!isRecurrent(trace) || healthy.length >= ENOUGH) {
                ladder.add(Prescription.anew(new Remedy.Reinitialise(0), new Remedy.Balance(share(trace))));
            }
            ladder.add(Prescription.anew(new Remedy.Balance(share(trace))));
            ladder.add(Prescription.anew(new Remedy.Clip(clip), new Remedy.Rate(rate * 0.1)));
        }
        if (adaptive(trace) && healthy.length >= ENOUGH) { // their moments remember a large gradient for long
            ladder.add(Prescription.goingOn(new Remedy.Clip(quantile(healthy, 0.9))));
            ladder.add(Prescription.goingOn(new Remedy.Rate(rate * 0.1)));
        }
        for (int draw = 0; draw < 3; draw++) {
            ladder.add(Prescription.anew(new Remedy.Reinitialise(draw)));
        }
        ladder.add(Prescription.anew(new Remedy.Reinitialise(0), new Remedy.Rate(rate * 0.1)));
        ladder.add(Prescription.anew(new Remedy.Rate(rate * 0.1)));
        ladder.add(Prescription.anew(new Remedy.Rate(rate * 0.01)));
        return ladder;
    }

    private static List<Prescription> dead(Trace trace, double[] healthy, double rate) {
        List<Prescription> ladder = new ArrayList<>();
        double clip = threshold(trace, healthy);
        if (healthy.length > 0 && !adaptive(trace) && clip > 0) { // they lived, so something killed them
            ladder.add(Prescription.anew(new Remedy.Clip(clip)));
            ladder.add(Prescription.anew(new Remedy.Clip(clip / 10)));
            ladder.add(Prescription.anew(new Remedy.Reinitialise(0), new Remedy.Clip(clip)));
            ladder.add(Prescription.anew(new Remedy.Reinitialise(1), new Remedy.Balance(share(trace))));
        }
        ladder.addAll(drawnAnew(trace, rate));
        return ladder;
    }

    /** Where nothing was ever learned, no state is worth going on from, and the work is better spent on a whole run. */
    private static List<Prescription> oscillation(Trace trace, double rate) {
        Prescription goingOn = Prescription.goingOn(new Remedy.Rate(rate * 0.1));
        Prescription anew = Prescription.anew(new Remedy.Rate(rate * 0.1));
        Prescription lowest = Prescription.anew(new Remedy.Rate(rate * 0.01));
        Course course = new Course(trace);
        return course.bestSkill() >= LEARNED ? List.of(goingOn, anew, lowest) : List.of(anew, lowest, goingOn);
    }

    /**
     * Every other draw with shorter steps: what looks ill from the start may have been torn down by its first ones. A recurrent network
     * walks over the same weights at every time step, so that its gradient is limited in any case.
     */
    private static List<Prescription> drawnAnew(Trace trace, double rate) {
        List<Prescription> ladder = new ArrayList<>();
        boolean adaptive = adaptive(trace);
        boolean recurrent = !adaptive && isRecurrent(trace);
        Remedy balance = new Remedy.Balance(share(trace));
        Remedy lower = new Remedy.Rate(rate * 0.1);
        for (int draw = 0; draw < DRAWS; draw++) {
            Remedy anew = new Remedy.Reinitialise(draw);
            boolean alone = draw % 2 == 0;
            if (recurrent) {
                ladder.add(alone ? Prescription.anew(anew, balance) : Prescription.anew(anew, clipAnew(trace)));
            } else if (alone) {
                ladder.add(Prescription.anew(anew));
            } else {
                ladder.add(Prescription.anew(anew, adaptive || draw % 4 == 1 ? lower : balance));
            }
        }
        return ladder;
    }

    /**
     * The rate with which the weights make a way of {@value #WAY} times their size within the budget, by the way that they made so far; then
     * ten times that, then less.
     */
    private static List<Prescription> slow(Trace trace, double rate) {
        double path = Motion.path(trace, new Course(trace).budget());
        double exponent = path > 0 ? Math.rint(Math.log10(WAY / path)) : 1;
        double factor = Math.pow(10, Math.min(Math.max(exponent, 1), 8));
        List<Prescription> ladder = new ArrayList<>();
        ladder.add(Prescription.anew(new Remedy.Rate(rate * factor)));
        ladder.add(Prescription.anew(new Remedy.Rate(rate * factor * 10)));
        for (double less = factor / 10; less > 5 && less >= factor / 100; less /= 10) {
            ladder.add(Prescription.anew(new Remedy.Rate(rate * less)));
        }
        ladder.add(Prescription.anew(new Remedy.Reinitialise(0)));
        ladder.add(Prescription.anew(new Remedy.Reinitialise(1)));
        return ladder;
    }

    /** Norms of the last finite, accepted steps before the trouble, in the order of time. */
    private static double[] norms(Trace trace, long onset) {
        Trace.Steps steps = trace.steps();
        double[] norms = new double[steps.size()];
        int count = 0;
        for (int i = 0; i < steps.size() && steps.step()[i] < onset; i++) {
            double norm = steps.normBefore()[i];
            if (steps.accepted()[i] && norm > 0 && !Double.isNaN(steps.loss()[i])) {
                norms[count++] = norm;
            }
        }
        return Arrays.copyOfRange(norms, Math.max(0, count - RECENT), count);
    }

    /** A norm that the run can bear, or NaN where nothing tells one. Norms before an explosion may have grown for long. */
    private static double threshold(Trace trace, double[] healthy) {
        double bearable = bearable(trace);
        return healthy.length >= ENOUGH ? Math.min(quantile(healthy, 0.9), bearable) : bearable;
    }

    /** The norm at which one step of plain descent changes all weights by {@value #CHANGE}. */
    private static double bearable(Trace trace) {
        Signals.Updates updates = trace.signals().updates();
        Trace.Steps steps = trace.steps();
        if (steps.size() == 0) {
            return Double.NaN;
        }
        if (updates.samples() > 0) {
            double squares = 0;
            int tensors = updates.weight().length / updates.samples();
            for (int t = 0; t < tensors; t++) {
                squares += (double) updates.weight()[t] * updates.weight()[t];
            }
            double bearable = CHANGE * Math.sqrt(squares) / steps.learningRate()[0];
            if (bearable > 0 && !Double.isInfinite(bearable)) {
                return bearable;
            }
        }
        return 0.1 * steps.normBefore()[0];
    }

    /** The same for weights that are drawn anew, which have a norm of about 1 for each unit. */
    private static Remedy clipAnew(Trace trace) {
        double units = Arrays.stream(trace.signals().layers().units()).sum();
        double rate = trace.steps().size() == 0 ? 0 : trace.steps().learningRate()[0];
        return new Remedy.Clip(units > 0 && rate > 0 ? CHANGE * Math.sqrt(units) / rate : 1);
    }

    private static boolean isRecurrent(Trace trace) {
        return !trace.signals().flow().layers().isEmpty();
    }

    /** The share of its weights' norm that a unit's gradient may have for one step to change it by {@value #CHANGE}. */
    private static double share(Trace trace) {
        double rate = trace.steps().size() == 0 ? 0 : trace.steps().learningRate()[0];
        return rate > 0 ? CHANGE / rate : CHANGE;
    }

    private static double quantile(double[] values, double share) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.round(share * (sorted.length - 1))];
    }

    /** Whether the optimizer's step hardly depends on the gradient's size. */
    private static boolean adaptive(Trace trace) {
        Signals.Facts facts = trace.signals().facts();
        return facts != null && !facts.optimizer().startsWith("sgd");
    }
}
