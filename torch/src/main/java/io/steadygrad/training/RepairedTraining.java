package io.steadygrad.training;

import io.steadygrad.health.Diagnosis;
import io.steadygrad.health.Health;
import io.steadygrad.health.Prescription;
import io.steadygrad.health.Remedy;
import io.steadygrad.health.Repair;
import io.steadygrad.health.Symptom;
import io.steadygrad.health.Therapy;
import io.steadygrad.trace.Signals;
import io.steadygrad.trace.Trace;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Drives a training loop and cures what it suffers from: looks at its record now and then, and on a verdict goes back to a healthy
 * state, changes something, and lets it train for a while. What makes the training loss better stays; else it is undone and the next
 * remedy tried, the best of all kept in the end. Test data decide nothing.
 *
 * <p>A healthy run is only watched and copied: its numbers are those of the loop alone. Counted steps never exceed the budget, and all
 * steps, those taken back included, never exceed twice of it. Everything is decided by steps and numbers, so a repaired run
 * can be repeated bit for bit.
 */
final class RepairedTraining {
    /** Looks at a run, evenly spread; the first tenth gets more. */
    private static final int LOOKS = 40;

    /** Share of the budget that a remedy gets at least to show what it does. */
    private static final double TRIAL = 0.12;

    /** Share of the budget that it gets at most to make up for what was taken back. */
    private static final double LONGEST_TRIAL = 0.25;

    /** Trials beside the one that stays for which work is put aside. */
    private static final int TRIALS = 4;

    /** How many healthy states a remedy may go back beyond the newest. */
    private static final int FARTHEST = 2;

    /** What of the loss of guessing is left when a remedy clearly works; no other is tried then. */
    private static final double CLEAR = 0.35;

    /** Remedies that work to some degree, of which the best stays. */
    private static final int CANDIDATES = 6;

    /** By how much of itself a loss must be lower to count as better. */
    private static final double BETTER = 0.02;

    /** Times the loss before the trouble, above which a run has lost what it knew. */
    private static final double LOST = 1.25;

    private final TrainingLoop loop;
    private long last;
    private final Snapshots snapshots = new Snapshots();
    private final RepairHistory history = new RepairHistory();
    private final Map<Symptom, Set<Prescription>> tried = new EnumMap<>(Symptom.class);
    private final Set<Symptom> incurable = EnumSet.noneOf(Symptom.class);
    private @Nullable Symptom suspicion;
    private @Nullable Refuge refuge;
    private @Nullable Illness illness;
    private @Nullable Trial trial;
    private long work;
    private long look = 1;

    /** What is to be cured, as it was when it was found; {@code length} is that of its trials in steps, {@code best} is the best way to go on that is known so far. */
    private record Illness(
            Diagnosis diagnosis, Trace trace, double rate, long length, Branch sick, Branch best, int candidates) {
        Illness with(Branch candidate) {
            Branch better = candidate.isBetterThan(best) ? candidate : best;
            return new Illness(diagnosis, trace, rate, length, sick, better, candidates + 1);
        }
    }

    /**
     * A way that training may go on.
     *
     * @param start where it left the others, null for the sick run itself
     * @param repair its place among the repairs, -1 for the sick run itself
     * @param loss mean of its last training losses, NaN where it broke down
     */
    private record Branch(@Nullable Checkpoint start, Checkpoint end, int repair, double loss) {
        boolean isBetterThan(Branch other) {
            return loss < other.loss || (Double.isNaN(other.loss) && !Double.isNaN(loss));
        }
    }

    /**
     * The last healthy state before an illness that nothing cured.
     *
     * @param loss of the steps up to it
     */
    private record Refuge(Checkpoint state, double loss, Diagnosis diagnosis) {}

    /** @param back how many healthy states it went back beyond the newest */
    private record Trial(Prescription prescription, Checkpoint start, long end, int back) {}

    RepairedTraining(TrainingLoop loop) {
        this.loop = loop;
    }

    TrainingResult run() {
        last = loop.last();
        if (snapshots.all().isEmpty()) {
            snapshots.add(loop.state());
        } else if (loop.step() >= look && !loop.isOver()) { // stopped before it could look
            lookAndPlan();
        }
        while (!loop.isOver()) {
            long before = loop.step();
            loop.advance();
            work += loop.step() - before;
            if (loop.isStopped()) {
                break;
            }
            if (loop.isOver() || loop.step() >= look) {
                lookAndPlan();
            }
        }
        if (loop.isOver() && !loop.isStopped()) {
            rollBack();
        }
        history.abandoned().forEach(loop::abandoned);
        return loop.result(history.repairs());
    }

    private void lookAndPlan() {
        look();
        look = trial == null ? after(loop.step()) : trial.end();
    }

    /** The step of the next look: half as far again as the last one in the beginning, later one of {@value #LOOKS}. */
    private long after(long step) {
        long even = Math.max(1, last / LOOKS);
        return Math.min(Math.max(step + 1, step * 3 / 2), (step / even + 1) * even);
    }

    private void look() {
        if (loop.isOver()) {
            loop.conclude(); // its last numbers count for a remedy, too
        }
        Trace trace = loop.trace();
        if (trial != null) {
            judge(trial, trace);
            return;
        }
        Diagnosis found = verdict(trace);
        if (found == null) {
            suspicion = null;
            if (!loop.isOver()) {
                snapshots.add(loop.state());
            }
        } else if (isCertain(found)) {
            suspicion = null;
            Branch sick = new Branch(null, loop.state(), -1, loss(trace));
            illness = new Illness(found, trace, loop.treatment().rate(), length(), sick, sick, 0);
            prescribe(illness);
        } else {
            suspicion = found.symptom();
        }
    }

    private @Nullable Diagnosis verdict(Trace trace) {
        return Health.diagnose(trace).stream()
                .filter(Diagnosis::isVerdict)
                .filter(each -> !incurable.contains(each.symptom()))
                .findFirst()
                .orElse(null);
    }

    /** What comes on slowly must be seen twice while the run goes on; whether swings settle only its end tells. */
    private boolean isCertain(Diagnosis found) {
        return switch (found.symptom()) {
            case EXPLODING, NON_FINITE, SPIKE -> true;
            case OSCILLATION -> loop.isOver();
            default -> loop.isOver() || found.symptom() == suspicion;
        };
    }

    private void prescribe(Illness ill) {
        Set<Prescription> known = tried.computeIfAbsent(ill.diagnosis().symptom(), symptom -> new LinkedHashSet<>());
        while (true) {
            if (ill.candidates() >= CANDIDATES) {
                settle(ill);
                return;
            }
            Optional<Prescription> next = Therapy.next(ill.diagnosis(), ill.trace(), ill.rate(), known);
            if (next.isEmpty()) {
                settle(ill);
                return;
            }
            known.add(next.get());
            if (begin(next.get(), ill, 0)) {
                return;
            }
        }
    }

    /** False where the work left does not suffice, or the model cannot be treated so. */
    private boolean begin(Prescription prescription, Illness ill, int back) {
        Checkpoint from = prescription.fromStart() ? snapshots.first() : snapshots.before(onset(ill.diagnosis()), back);
        long found = ill.sick().end().step();
        long most = (long) Math.ceil(LONGEST_TRIAL * last);
        long end = found == last
                ? last
                : Math.min(last, from.step() + Math.max(ill.length(), Math.min(most, found - from.step())));
        long undone =
                Double.isNaN(ill.best().loss()) ? 0 : last - ill.best().end().step();
        if (work + last - from.step() > 2 * last || work + end - from.step() + undone > 2 * last) {
            return false;
        }
        loop.restore(from);
        Treatment treatment = loop.treatment();
        for (Remedy remedy : prescription.remedies()) {
            treatment = treatment.with(remedy);
            if (remedy instanceof Remedy.Reinitialise anew && !loop.reinitialise(anew.draw())) {
                return false;
            }
        }
        loop.treat(treatment);
        trial = new Trial(prescription, loop.state(), end, back);
        return true;
    }

    /** Steps of a trial: such that some remedies can be tried with the work that is left, but for one that stays. */
    private long length() {
        double left = 1 - (double) work / last;
        return (long) Math.ceil(last * Math.max(TRIAL, Math.min(LONGEST_TRIAL, left / TRIALS)));
    }

    private static long onset(Diagnosis diagnosis) {
        return diagnosis.chain().stream().mapToLong(Diagnosis.Link::step).reduce(diagnosis.step(), Math::min);
    }

    private void judge(Trial tested, Trace trace) {
        Illness ill = Objects.requireNonNull(illness);
        trial = null;
        double loss = loss(trace);
        boolean better = isBetter(loss, ill, tested);
        boolean cured = better && (loop.isOver() || (!(loss >= chance(trace)) && isClear(loss, tested, trace)));
        int number = history.add(new Repair(
                tested.prescription().name(),
                ill.diagnosis(),
                ill.sick().end().step(),
                tested.start().step(),
                cured,
                tested.prescription().detail(),
                ill.sick().loss(),
                loss));
        if (cured) {
            goOn(ill, tested.start(), number);
            snapshots.add(loop.state());
            return;
        }
        history.leave(tested.prescription().name(), tested.start().step(), trace);
        Branch branch = new Branch(tested.start(), loop.state(), number, loss);
        if (better) {
            ill = ill.with(branch);
            illness = ill;
        }
        if (!isEarlier(tested, loss) || !begin(tested.prescription(), ill, tested.back() + 1)) {
            prescribe(ill);
        }
    }

    /** Whether a remedy that goes on broke down so that the state it began at may have been ill already, and an earlier one is there. */
    private boolean isEarlier(Trial tested, double loss) {
        return !tested.prescription().fromStart()
                && Double.isNaN(loss)
                && tested.back() < FARTHEST
                && snapshots.before(tested.start().step(), 0).step() > 0;
    }

    /** Whether it is better than the sick run, and has not lost what the run could before it fell ill. */
    private static boolean isBetter(double loss, Illness ill, Trial tested) {
        double sick = ill.sick().loss();
        double limit = Double.isNaN(sick) ? Double.POSITIVE_INFINITY : sick - BETTER * Math.abs(sick);
        double before = lossUntil(ill.trace(), tested.start().step());
        if (!Double.isNaN(before)) {
            limit = Math.min(limit, before * LOST);
        }
        return loss < limit;
    }

    private static boolean isClear(double loss, Trial tested, Trace trace) {
        return !tested.prescription().fromStart() || !(loss > CLEAR * chance(trace));
    }

    /** The loss of the best guess that does not look at the inputs, NaN where unknown. */
    private static double chance(Trace trace) {
        Signals.Facts facts = trace.signals().facts();
        return facts == null ? Double.NaN : facts.chanceLoss();
    }

    /** Loss of the last steps up to one; NaN before the first. */
    private static double lossUntil(Trace trace, long step) {
        int to = (int) Math.min(trace.steps().size(), step);
        return loss(trace, Math.max(0, to - 10), to);
    }

    /**
     * Mean loss of accepted steps, without the largest and the smallest tenth: what a rejected step's batch cost has no meaning, and
     * one broken batch that was survived says little about the run. NaN where there is none.
     */
    private static double loss(Trace trace, int from, int to) {
        Trace.Steps steps = trace.steps();
        double[] losses = IntStream.range(from, to)
                .filter(i -> steps.accepted()[i])
                .mapToDouble(i -> steps.loss()[i])
                .filter(Double::isFinite)
                .sorted()
                .toArray();
        int tenth = losses.length / 10;
        return Arrays.stream(losses, tenth, losses.length - tenth).average().orElse(Double.NaN);
    }

    /** Nothing is left to try: back to the best that is known. */
    private void settle(Illness ill) {
        Branch best = ill.best();
        loop.restore(best.end());
        Checkpoint start = best.start();
        if (start == null) {
            incurable.add(ill.diagnosis().symptom());
            remember(ill);
            illness = null;
            return;
        }
        history.keep(best.repair());
        goOn(ill, start, best.repair());
    }

    private void remember(Illness ill) {
        Checkpoint healthy = snapshots.before(onset(ill.diagnosis()), 0);
        double loss = lossUntil(ill.trace(), healthy.step());
        boolean learned = !Double.isNaN(loss) && !(loss > (1 - BETTER) * chance(ill.trace()));
        if (learned && (refuge == null || loss < refuge.loss())) {
            refuge = new Refuge(healthy, loss, ill.diagnosis());
        }
    }

    /** A run that nothing cured, and that ends having lost what it knew, ends with the last healthy state instead. */
    private void rollBack() {
        Refuge healthy = refuge;
        Trace trace = loop.trace();
        double loss = loss(trace);
        if (healthy == null || loss <= LOST * healthy.loss()) {
            return;
        }
        Checkpoint lost = loop.state();
        loop.restore(healthy.state());
        loop.endEarly("nothing cured it; this is its last healthy state");
        loop.conclude();
        if (loop.isDiverged()) {
            loop.restore(lost);
            return;
        }
        long from = healthy.state().step();
        history.leave("", from, trace);
        int number = history.add(new Repair(
                "roll_back",
                healthy.diagnosis(),
                lost.step(),
                from,
                true,
                "nothing cured it, and what it had learned was lost; it ends with its last healthy state",
                loss,
                healthy.loss()));
        loop.tell(history.repairs().get(number), healthy.state());
    }

    /** On the way that began at a treated state; the sick one is left. */
    private void goOn(Illness ill, Checkpoint start, int repair) {
        history.leave("", start.step(), ill.trace());
        snapshots.leave(start);
        illness = null;
        loop.tell(history.repairs().get(repair), start);
    }

    /** Training loss of the last steps, an epoch's where the run is long enough; NaN where it broke down. */
    private double loss(Trace trace) {
        int size = trace.steps().size();
        int window = (int) Math.max(10, Math.min(loop.batches(), size / 4));
        return loop.isDiverged() ? Double.NaN : loss(trace, Math.max(0, size - window), size);
    }

    /** What it remembers. The diagnosis is made again from the record of the sick run. */
    void save(Checkpoint saved) {
        saved.put("counts", work, look);
        saved.put("suspicion", suspicion == null ? "" : suspicion.name());
        saved.put("incurable", incurable.stream().map(Symptom::name).collect(Collectors.joining(" ")));
        tried.forEach((symptom, prescriptions) -> saved.put(
                "tried/" + symptom.name(),
                prescriptions.stream().map(Prescription::toString).collect(Collectors.joining("\n"))));
        Refuge healthy = refuge;
        if (healthy != null) {
            saved.put("refuge", healthy.loss());
            saved.put("refuge/state/", healthy.state());
            Checkpoint diagnosed = new Checkpoint();
            RepairHistory.save(diagnosed, healthy.diagnosis());
            saved.put("refuge/diagnosis/", diagnosed);
        }
        List<Checkpoint> kept = snapshots.all();
        saved.put("snapshots", kept.size());
        for (int i = 0; i < kept.size(); i++) {
            saved.put("snapshot/" + i + "/", kept.get(i));
        }
        Checkpoint told = new Checkpoint();
        history.save(told);
        saved.put("history/", told);
        Illness ill = illness;
        if (ill != null) {
            saved.put("illness", ill.rate(), ill.candidates(), ill.sick().loss(), ill.length());
            saved.put("sick/", ill.sick().end());
            Checkpoint start = ill.best().start();
            if (start != null) {
                saved.put("best", ill.best().repair(), ill.best().loss());
                saved.put("best/start/", start);
                saved.put("best/end/", ill.best().end());
            }
        }
        if (trial != null) {
            saved.put("trial", trial.end(), trial.back());
            saved.put("trial", trial.prescription().toString());
            saved.put("trial/start/", trial.start());
        }
    }

    /** Goes on where {@link #save} was called; the loop has its own state already. */
    void load(Checkpoint saved) {
        work = (long) saved.numbers("counts")[0];
        look = (long) saved.numbers("counts")[1];
        suspicion = saved.text("suspicion").isEmpty() ? null : Symptom.valueOf(saved.text("suspicion"));
        for (Symptom symptom : Symptom.values()) {
            if (List.of(saved.text("incurable").split(" ")).contains(symptom.name())) {
                incurable.add(symptom);
            }
            String prescriptions = saved.text("tried/" + symptom.name());
            if (!prescriptions.isEmpty()) {
                Set<Prescription> known = new LinkedHashSet<>();
                prescriptions.lines().map(Prescription::parse).forEach(known::add);
                tried.put(symptom, known);
            }
        }
        for (int i = 0; i < saved.number("snapshots"); i++) {
            snapshots.add(saved.under("snapshot/" + i + "/"));
        }
        history.load(saved.under("history/"));
        if (saved.has("refuge")) {
            refuge = new Refuge(
                    saved.under("refuge/state/"),
                    saved.number("refuge"),
                    RepairHistory.diagnosis(saved.under("refuge/diagnosis/")));
        }
        if (saved.has("illness")) {
            illness = illness(saved);
        }
        if (saved.has("trial")) {
            double[] numbers = saved.numbers("trial");
            trial = new Trial(
                    Prescription.parse(saved.text("trial")), saved.under("trial/start/"), (long) numbers[0], (int)
                            numbers[1]);
        }
    }

    private Illness illness(Checkpoint saved) {
        double[] numbers = saved.numbers("illness");
        Branch sick = new Branch(null, saved.under("sick/"), -1, numbers[2]);
        Trace trace = loop.traceOf(sick.end());
        Diagnosis diagnosis = Objects.requireNonNull(verdict(trace), "the sick run's record shows no illness");
        Branch best = sick;
        if (saved.has("best")) {
            double[] of = saved.numbers("best");
            best = new Branch(saved.under("best/start/"), saved.under("best/end/"), (int) of[0], of[1]);
        }
        return new Illness(diagnosis, trace, numbers[0], (long) numbers[3], sick, best, (int) numbers[1]);
    }
}
