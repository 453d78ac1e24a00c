package io.steadygrad.training;

import io.steadygrad.control.GradientControl;
import io.steadygrad.control.Report;
import io.steadygrad.control.RunFailedException;
import io.steadygrad.gradient.GradientSet;
import io.steadygrad.gradient.Parameter;
import io.steadygrad.health.Repair;
import io.steadygrad.method.Step;
import io.steadygrad.model.Model;
import io.steadygrad.observation.LayerOutput;
import io.steadygrad.optimizer.Descent;
import io.steadygrad.ranks.ProcessGroup;
import io.steadygrad.torch.Backward;
import io.steadygrad.torch.Gates;
import io.steadygrad.torch.GradientMemory;
import io.steadygrad.torch.LibTorch;
import io.steadygrad.trace.Signals;
import io.steadygrad.trace.Trace;
import io.steadygrad.trace.TraceRecorder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Trains a model: forward, backward, control, step, observe; everything else listens.
 *
 * <p>A run is decided by model, recipe and data alone: the same ones give the same bits, whatever other threads do. Native
 * memory of a step is freed at its end. A rejected step leaves weights, moments and running statistics as they were. Not
 * thread-safe; one loop per model, run once.
 */
public final class TrainingLoop implements AutoCloseable {
    private static final String REPAIR = "repair/";

    private final Model model;
    private final Recipe recipe;
    private final Objective objective;
    private final Faults faults;
    private final Tensor features;
    private final Tensor targets;
    private final Order order;
    private final GradientMemory memory;
    private GradientControl control;
    private final Set<String> ownMethods;
    private Treatment treatment = Treatment.NONE;
    private final Descent descent;
    private final RunningState running;
    private final Divergence divergence;
    private final Evaluator evaluator;
    private final TraceRecorder recorder;
    private final @Nullable TemporalFlow flow;
    private final Observation observation;
    private Agreement agreement;
    private boolean observing = true;
    private final List<TrainingListener> listeners = new ArrayList<>();
    private final long budget;
    private final @Nullable RepairedTraining repaired;
    private @Nullable Gates gates;
    private BooleanSupplier stopRequested = () -> false;
    private long until = Long.MAX_VALUE;

    private long step;
    private long epoch;
    /** Batches of this epoch that have been trained on. */
    private int batch;
    /** Whether the measurement before the first step was made, or belongs to the run that this one goes on from. */
    private boolean begun;

    private long engagedSteps;
    private long rejectedSteps;
    private long nanoseconds;
    private TrainingResult.Status status = TrainingResult.Status.COMPLETED;
    private String reason = "";
    private boolean ended;

    /**
     * Checks that everything fits together and takes over the model's gradients.
     *
     * @throws IllegalArgumentException saying what does not fit
     */
    public TrainingLoop(Model model, Recipe recipe, Split split) {
        LibTorch.threads(recipe.threads());
        this.model = model;
        this.recipe = recipe;
        flow = recipe.regularizer() instanceof Vanishing vanishing ? new TemporalFlow(vanishing, model) : null;
        Examples train = split.train();
        faults = new Faults(recipe.faults());
        faults.check(model, train);
        objective = Objective.of(recipe.loss(), recipe.task(), model, train, recipe.transform());
        features = train.features();
        order = new Order(train.rows(), recipe.batch(), recipe.shuffle(), recipe.dropLast(), recipe.seed());
        budget = recipe.budget().inSteps(order.batches());
        memory = new GradientMemory(model.weights());
        control = control(Treatment.NONE);
        ownMethods = control.methodNames();
        descent = new Descent(recipe.optimizer(), memory.gradients());
        running = new RunningState(model);
        divergence = new Divergence(memory.weights());
        List<Parameter> parameters = memory.gradients().layout().parameters();
        recorder = new TraceRecorder(
                parameters.stream().map(Parameter::name).toList(),
                parameters.stream().map(Parameter::layer).toList());
        observation =
                new Observation(model, objective, memory.weights(), order, recorder.signals(), budget, this::whole);
        agreement = new Agreement(ProcessGroup.ALONE, memory, running);
        try (PointerScope scope = new PointerScope()) {
            Tensor labels = faults.labels(train, recipe.seed());
            targets = LibTorch.keep(new Tensor(
                    objective.prepare(labels, memory.block().scalar_type().intern())));
            long epochs = (budget + order.batches() - 1) / order.batches();
            evaluator = new Evaluator(model, objective, recipe, split, labels, epochs, recorder, listeners);
            recorder.signals().facts(KnownFacts.of(recipe, objective, train, labels, targets, budget, order.batches()));
        }
        repaired = recipe.repair() ? new RepairedTraining(this) : null;
    }

    /** Adds somebody who watches. */
    public TrainingLoop listen(TrainingListener listener) {
        listeners.add(listener);
        return this;
    }

    /** Asked after every step; once it says true, the run ends and keeps its results. */
    public TrainingLoop stopWhen(BooleanSupplier requested) {
        stopRequested = requested;
        return this;
    }

    /**
     * Ends the run after this step as if its budget were spent; everything up to there is as in the whole run, schedules and
     * evaluations too.
     *
     * @param last at least 1; beyond the budget it changes nothing
     */
    public TrainingLoop until(long last) {
        if (last < 1) {
            throw new IllegalArgumentException("A run cannot end before its first step, asked for step " + last);
        }
        until = last;
        return this;
    }

    /** Puts gates behind the model's layers and tells them at each step where the run stands. */
    public TrainingLoop through(Gates gates) {
        model.tap(gates);
        this.gates = gates;
        return this;
    }

    /**
     * Trains together with other processes, each of which has a loop of the same model, recipe and data: every rank works on its part of
     * each batch, gradients are added up, and all take the same step. What the run is after a step (weights, moments, metrics) is
     * the same bits on every rank; the record of layers is rank 0's, of its own rows. Batch normalisation normalises
     * with the statistics of a rank's own rows; its running statistics are the ranks' mean, weighted by rows. To be called first.
     *
     * @throws IllegalArgumentException when the recipe has something that needs the whole batch in one place, or a batch is too small to
     *     be shared
     */
    public TrainingLoop among(ProcessGroup group) {
        if (flow != null && group.size() > 1) {
            throw new IllegalArgumentException(
                    "The regularizer 'vanishing' looks at a whole batch at once, which " + group.size()
                            + " ranks do not have in one place; train with one rank, or leave the regularizer out");
        }
        if (repaired != null && group.size() > 1) {
            throw new IllegalArgumentException("A run is repaired by what one process saw of it; with " + group.size()
                    + " ranks leave 'repair' out, or train with one rank");
        }
        order.part(group.rank(), group.size());
        evaluator.among(group);
        agreement = new Agreement(group, memory, running);
        return group.rank() == 0 ? this : unobserved();
    }

    /**
     * Goes on from where a checkpoint of the same run was made, in this process or another one, bit for bit. To be called
     * before {@link #run}.
     *
     * @throws IllegalArgumentException when it is the checkpoint of another model or recipe
     */
    public TrainingLoop resume(Checkpoint checkpoint) {
        restore(checkpoint);
        if (batch == order.batches()) { // it was stopped before the epoch's end was seen to
            endOfEpoch();
        }
        if (repaired != null) {
            repaired.load(checkpoint.under(REPAIR));
        }
        return this;
    }

    /**
     * Records each step's loss and global norm and nothing else: no tensor, no layer, no weight. Training is the same; for measuring what
     * observation costs.
     */
    public TrainingLoop unobserved() {
        observing = false;
        observation.switchOff();
        control = control(treatment);
        return this;
    }

    /** Trains until the budget is spent, or until there is a reason to end before. */
    public TrainingResult run() {
        if (repaired != null) {
            return repaired.run();
        }
        while (advance()) {
            // each turn is one step
        }
        return result(List.of());
    }

    /** One step, with the beginning and the end of its epoch where it is the first or the last; false once the run is over. */
    public boolean advance() {
        if (!begin()) {
            return false;
        }
        long start = System.nanoTime();
        step(batch++);
        nanoseconds += System.nanoTime() - start;
        return goesOn();
    }

    /** What comes before a step; false once the run is over. */
    private boolean begin() {
        if (!begun) {
            evaluator.start();
            begun = true;
        }
        if (isOver()) {
            return false;
        }
        if (batch == 0) {
            epoch++;
            order.nextEpoch();
        }
        return true;
    }

    /** What comes after a step. */
    private boolean goesOn() {
        if (!ended && agreement.stops(stopRequested)) {
            end(TrainingResult.Status.STOPPED, "stopped on request after step " + step);
        }
        if (!ended && (batch == order.batches() || step >= last())) {
            endOfEpoch();
        }
        return !isOver();
    }

    private void endOfEpoch() {
        batch = 0;
        String enough = evaluator.endOfEpoch(step, epoch);
        if (!enough.isEmpty()) {
            end(TrainingResult.Status.COMPLETED, enough);
        }
    }

    /** The run belongs to a stack; to be called first. */
    void inStack() {
        evaluator.quickly();
    }

    /**
     * Begins a step whose pass is made together with those of other runs; {@link #passed} ends it.
     *
     * @return false once the run is over
     */
    boolean beginStacked() {
        if (!begin()) {
            return false;
        }
        step++;
        batch++;
        faults.weights(step, model);
        return true;
    }

    /** The numbers of the rows that the step trains on. */
    long[] rows() {
        return order.rows(batch - 1);
    }

    /** The step's inputs as the model gets them, where they are more than the data's own rows; belongs to the caller's scope. */
    @Nullable
    Tensor changedInputs() {
        if (recipe.transform() == BatchTransform.NONE && !faults.changeFeatures(step)) {
            return null;
        }
        return inputs(faults.features(step, order.take(features, batch - 1), true));
    }

    /**
     * Ends a step that was begun together with others; the gradients are where {@link #gradients} says.
     *
     * @param inputs and wanted: the batch
     * @param layers what the model's layers handed on
     * @param nanos the run's share of what the pass took
     * @return false once the run is over
     */
    boolean passed(Tensor inputs, Tensor wanted, double mean, Supplier<List<LayerOutput>> layers, long nanos) {
        long start = System.nanoTime();
        try (PointerScope scope = new PointerScope()) {
            Batch given = new Batch(step, batch - 1, inputs, wanted);
            double loss = mean;
            if (recipe.regularizer() instanceof L2 l2) {
                Tensor penalty = l2.penalty(memory.weights());
                loss += penalty.item_double();
                Backward.from(penalty.mul(new Scalar(control.lossScale())));
            }
            observation.passed(given, layers);
            control(given, loss);
        }
        nanoseconds += nanos + System.nanoTime() - start;
        return goesOn();
    }

    double lossScale() {
        return control.lossScale();
    }

    /** Weights and gradients, in the order of the model. */
    GradientSet gradients() {
        return memory.gradients();
    }

    Objective objective() {
        return objective;
    }

    /** All rows to train on, and their targets as the loss gets them. */
    Tensor features() {
        return features;
    }

    Tensor targets() {
        return targets;
    }

    Recipe recipe() {
        return recipe;
    }

    Model model() {
        return model;
    }

    boolean isGated() {
        return gates != null;
    }

    /** The step after which the run ends. */
    long last() {
        return Math.min(budget, until);
    }

    boolean isOver() {
        return ended || step >= last();
    }

    boolean isStopped() {
        return status == TrainingResult.Status.STOPPED;
    }

    boolean isDiverged() {
        return status == TrainingResult.Status.DIVERGED;
    }

    long step() {
        return step;
    }

    /** Batches in an epoch. */
    int batches() {
        return order.batches();
    }

    Treatment treatment() {
        return treatment;
    }

    /** The record of all that was counted so far. */
    Trace trace() {
        return recorder.trace();
    }

    /** The record that a checkpoint of this run holds. */
    Trace traceOf(Checkpoint then) {
        Map<String, double[]> now = recorder.save();
        recorder.load(then.under("record/").numbers());
        Trace trace = recorder.trace();
        recorder.load(now);
        return trace;
    }

    /** Adds a piece that was taken back to the record. */
    void abandoned(Signals.Abandoned piece) {
        recorder.signals().abandoned(piece);
    }

    void tell(Repair repair, Checkpoint start) {
        listeners.forEach(listener -> listener.repaired(repair, start));
    }

    /** Draws the weights anew; false where the model's layers cannot be reached. */
    boolean reinitialise(int draw) {
        try (PointerScope scope = new PointerScope()) {
            running.remember();
            long rows = Math.min(features.size(0), Math.max(recipe.batch(), 256));
            Tensor inputs = Objective.typed(recipe.transform().apply(features.narrow(0, 0, rows)), model);
            Tensor last = features.narrow(0, features.size(0) - rows, rows);
            Tensor others = Objective.typed(recipe.transform().apply(last), model);
            boolean drawn = Reinitialisation.apply(model, inputs, others, recipe.seed(), draw);
            running.restore();
            if (gates != null) {
                model.tap(gates);
            }
            return drawn;
        }
    }

    /** One batch. All native objects made here are freed at its end. */
    private void step(int index) {
        step++;
        try (PointerScope scope = new PointerScope()) {
            faults.weights(step, model);
            Tensor rows = faults.features(step, order.take(features, index), order.takesFirst());
            Batch given = new Batch(step, index, inputs(rows), order.take(targets, index));

            if (gates != null) {
                gates.at(new Step(step, Math.toIntExact(epoch), null, rate()));
            }
            running.remember();
            memory.zero();
            Tensor loss = forward(given);
            if (recipe.regularizer() instanceof L2 l2) {
                loss = loss.add(l2.penalty(memory.weights()));
            }
            double share = order.share(index);
            double scale = control.lossScale() * share;
            if (backward(scale == 1 ? loss : loss.mul(new Scalar(scale)))) {
                double term = flow == null ? 0 : flow.addGradient(scale);
                control(given, agreement.combine(step, loss.item_double() + term, share, stopRequested));
            }
        }
    }

    private Tensor inputs(Tensor rows) {
        return Objective.typed(recipe.transform().apply(rows), model);
    }

    /** All rows of a batch that is shared with other ranks; belongs to the caller's scope. */
    private Batch whole(Batch part) {
        if (agreement.alone()) {
            return part;
        }
        Tensor rows = faults.features(part.step(), order.takeAll(features, part.index()), true);
        return new Batch(part.step(), part.index(), inputs(rows), order.takeAll(targets, part.index()));
    }

    private Tensor forward(Batch given) {
        Supplier<Tensor> pass = () -> objective.mean(model, given.inputs(), given.wanted());
        Supplier<Tensor> watched = flow == null ? pass : () -> flow.watch(gates, pass);
        return observation.forward(given, gates, watched);
    }

    /** False where a gate in the model gave the run up. */
    private boolean backward(Tensor loss) {
        try {
            Backward.from(loss);
            return true;
        } catch (RunFailedException gaveUp) {
            rejectedSteps++;
            running.restore();
            end(
                    TrainingResult.Status.DIVERGED,
                    "inside backward: " + gaveUp.report().reason());
            return false;
        }
    }

    /** Lets the control decide and the optimizer step, in one pass over the gradients. */
    private void control(Batch given, double loss) {
        double rate = rate();
        observation.beforeUpdate(given, gates, loss, control.lossScale());
        Report report;
        try {
            report = control.step(memory.gradients(), new Step(step, Math.toIntExact(epoch), loss, rate), descent);
        } catch (RunFailedException gaveUp) {
            report = gaveUp.report();
            end(TrainingResult.Status.DIVERGED, report.reason());
        }
        if (!report.accepted()) {
            rejectedSteps++;
        }
        // What made a gradient non-finite has also been through the normalisations, cleaned or not.
        if (!report.accepted()
                || (control.plan().guarded() && report.nonFinite().any())) {
            running.restore();
        }
        observe(report, loss, rate);
        observation.after(given, loss, report);
        String diverged = divergence.after(loss, report);
        if (!diverged.isEmpty()) {
            end(TrainingResult.Status.DIVERGED, diverged);
        }
    }

    private double rate() {
        double rate = recipe.optimizer().lr() * recipe.schedule().factor(step, budget);
        return treatment.rate() == 1 ? rate : rate * treatment.rate();
    }

    private GradientControl control(Treatment with) {
        GradientControl made = GradientControl.of(
                with.control(recipe.method()), memory.gradients().layout());
        if (observing) {
            made.observing();
        }
        return made;
    }

    /** Trains in another way from the next step on. What the recipe's own methods remember begins anew. */
    void treat(Treatment with) {
        treatment = with;
        control = control(with);
    }

    /**
     * Everything that the run is now.
     *
     * @see #resume
     */
    public Checkpoint checkpoint() {
        Checkpoint now = state();
        if (repaired != null) {
            Checkpoint remembered = new Checkpoint();
            repaired.save(remembered);
            now.put(REPAIR, remembered);
        }
        return now;
    }

    /** Everything but what a repair remembers. */
    Checkpoint state() {
        Checkpoint now = new Checkpoint();
        now.put("recipe", identity());
        now.put("status", status.name());
        now.put("reason", reason);
        now.put("step", step);
        now.put("cursor", epoch, batch, begun ? 1 : 0, ended ? 1 : 0);
        now.put("counts", engagedSteps, rejectedSteps, divergence.inARow());
        now.put("model/", Snapshot.of(model).arrays());
        now.put("counters/", running.counters());
        now.putElements("optimizer/", descent.save());
        now.put("treatment", treatment.numbers());
        now.putElements("control/", control.save());
        now.put("observation", observation.save());
        recorder.save().forEach((name, numbers) -> now.put("record/" + name, numbers));
        Checkpoint measured = new Checkpoint();
        evaluator.save(measured);
        now.put("evaluator/", measured);
        now.put("observation", observation.save());
        return now;
    }

    /** Back, or on, to a checkpoint. */
    void restore(Checkpoint then) {
        if (!then.text("recipe").equals(identity())) {
            throw new IllegalArgumentException("A run goes on only with the recipe it began with: the checkpoint has "
                    + then.text("recipe") + ", this loop " + identity());
        }
        double[] cursor = then.numbers("cursor");
        double[] counts = then.numbers("counts");
        step = then.step();
        epoch = (long) cursor[0];
        batch = (int) cursor[1];
        begun = cursor[2] == 1;
        ended = cursor[3] == 1;
        status = TrainingResult.Status.valueOf(then.text("status"));
        reason = then.text("reason");
        if (status == TrainingResult.Status.STOPPED) { // who stopped a run may want it to go on
            status = TrainingResult.Status.COMPLETED;
            reason = "";
            ended = false;
        }
        engagedSteps = (long) counts[0];
        rejectedSteps = (long) counts[1];
        divergence.inARow((int) counts[2]);
        then.weights().restore(model);
        running.counters(then.under("counters/").arrays());
        descent.load(then.under("optimizer/").elements());
        treat(Treatment.of(then.numbers("treatment")));
        control.load(then.under("control/").elements());
        order.toEpoch(epoch);
        observation.load(then.numbers("observation"));
        recorder.load(then.under("record/").numbers());
        evaluator.load(then.under("evaluator/"));
        observation.load(then.numbers("observation"));
    }

    /** What two runs must have in common for one to go on with the other's state. */
    private String identity() {
        return recipe.method() + ", " + recipe.optimizer() + ", " + recipe.schedule() + ", batch " + recipe.batch()
                + ", " + recipe.shuffle() + ", seed " + recipe.seed() + agreement.identity();
    }

    private void observe(Report report, double loss, double rate) {
        engagedSteps += isEngaged(report) ? 1 : 0;
        recorder.step(report, loss, rate);
        if (observing) {
            recorder.tensors(step, report.measurements());
        }
        for (TrainingListener listener : listeners) {
            listener.stepped(step, epoch, loss, rate, report);
        }
    }

    /** Whether one of the recipe's own methods changed something; what a repair added is no merit of theirs. */
    private boolean isEngaged(Report report) {
        return report.engaged()
                && (treatment.equals(Treatment.NONE)
                        || report.engagements().stream()
                                .map(Report.Engagement::method)
                                .anyMatch(ownMethods::contains));
    }

    private void end(TrainingResult.Status how, String why) {
        ended = true;
        status = how;
        reason = why;
    }

    /**
     * Measures what came of a run that is over, and whether its weights bear it: one whose last numbers are not finite has diverged.
     * Empty where it has, before or now.
     */
    Map<String, Double> conclude() {
        if (status == TrainingResult.Status.DIVERGED) {
            return Map.of();
        }
        // Who asked to stop does not want to wait for another evaluation.
        Map<String, Double> metrics = isStopped() ? evaluator.latest() : evaluator.metrics(step, epoch);
        String weight = divergence.firstNonFiniteWeight();
        if (weight.isEmpty() && Double.isFinite(metrics.getOrDefault("train_loss", 0.0))) {
            return metrics;
        }
        end(
                TrainingResult.Status.DIVERGED,
                weight.isEmpty()
                        ? "the training loss is not finite after the last step"
                        : "the weights of " + weight + " are no longer finite");
        return Map.of();
    }

    /** The run is over at the step where it stands. */
    void endEarly(String why) {
        end(TrainingResult.Status.COMPLETED, why);
    }

    TrainingResult result(List<Repair> repairs) {
        Map<String, Double> metrics = conclude();
        boolean diverged = status == TrainingResult.Status.DIVERGED;
        Target target = recipe.target();
        boolean reached = target != null && target.metBy(metrics.getOrDefault(target.metric(), Double.NaN));
        Snapshot weights = switch (recipe.save()) {
            case NONE -> null;
            case BEST -> evaluator.best();
            case FINAL -> diverged ? null : Snapshot.of(model);
        };
        return new TrainingResult(
                status,
                reason,
                step,
                metrics,
                diverged ? step : null,
                reached,
                evaluator.stepsToTarget(),
                step == 0 ? 0 : (double) engagedSteps / step,
                rejectedSteps,
                nanoseconds == 0 ? 0 : step * 1e9 / nanoseconds,
                recorder.trace(),
                repairs,
                weights);
    }

    /** Frees what the loop made; the model stays the caller's. */
    @Override
    public void close() {
        observation.close();
        evaluator.close();
        order.close();
        memory.close();
        LibTorch.release(targets);
    }
}
