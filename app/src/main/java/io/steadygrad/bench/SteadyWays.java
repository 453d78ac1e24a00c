package io.steadygrad.bench;

import io.steadygrad.control.GradientControl;
import io.steadygrad.control.Report;
import io.steadygrad.gradient.GradientSet;
import io.steadygrad.measure.Histograms;
import io.steadygrad.method.Step;
import io.steadygrad.optimizer.Adamw;
import io.steadygrad.optimizer.Descent;
import io.steadygrad.optimizer.Sgd;
import io.steadygrad.spec.Numbers;

/** Our way to do each piece of work. Every clip bites, by a millionth. */
public final class SteadyWays {
    /** So small that weights hardly move in a million steps. */
    static final double RATE = 1e-7;

    static final double BITE = 1e-6;

    private final GradientSet set;
    private final GradientControl observer;
    private final Histograms sampled;
    private final Histograms full;
    private final GradientControl clip;
    private final GradientControl amplify;
    private final Descent sgd;
    private final Descent adamw;
    private long step;

    public SteadyWays(Arena arena) {
        set = arena.set();
        observer = GradientControl.of("identity", set.layout());
        sampled = Histograms.sampled(set);
        full = Histograms.full(set);
        double norm = observer.observe(set).normBefore();
        clip = GradientControl.of("clip_by_global_norm(" + Numbers.format(norm * (1 - BITE)) + ")", set.layout());
        amplify = GradientControl.of("band(" + Numbers.format(norm) + ", inf, scope=global)", set.layout());
        sgd = new Descent(new Sgd(RATE, 0, false, 0), set);
        adamw = new Descent(new Adamw(RATE, 0.9, 0.999, 1e-8, 0.01), set);
    }

    /** Norms and non-finite entries: what a clip reads. */
    public Report norms() {
        return observer.apply(set, Step.of(1));
    }

    /** Largest, mean and zeros beside them, and no histograms. */
    public Report measurements() {
        return observer.observe(set);
    }

    /** Norm, largest, mean, zeros, non-finite entries of every tensor, and histograms of every 16th cache line. */
    public Report observe() {
        return observer.observe(set, sampled);
    }

    /** The same with histograms of every entry. */
    public Report observeFully() {
        return observer.observe(set, full);
    }

    /** In turn clips and amplifies what was clipped: the same method both times, and the gradients stay what they are. */
    public Report clip() {
        return (++step % 2 == 1 ? clip : amplify).apply(set, Step.of(step));
    }

    public Report clipAndSgd() {
        return clip.step(set, Step.of(++step), sgd);
    }

    public Report clipAndAdamw() {
        return clip.step(set, Step.of(++step), adamw);
    }

    public void sgd() {
        sgd.step(set, null, RATE);
    }

    public void adamw() {
        adamw.step(set, null, RATE);
    }
}
