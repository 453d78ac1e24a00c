package io.steadygrad.training;

import io.steadygrad.method.Chain;
import io.steadygrad.method.Identity;
import io.steadygrad.optimizer.Optimizer;
import io.steadygrad.schedule.Constant;
import io.steadygrad.schedule.Schedule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that decides how a model is trained, beside the model and the data. A value, made by
 * {@link #of}: {@code Recipe.of(loss, optimizer, Budget.epochs(300)).batch(32).method(clip).build()}.
 *
 * @param task what the targets are for
 * @param method controls the gradients
 * @param batch rows of a batch; 0 for all rows at once
 * @param dropLast whether a last batch that is not full is left out of an epoch
 * @param seed of the order of the rows and of flipped labels
 * @param threads that LibTorch uses for this run
 * @param transform of each batch's inputs
 * @param evaluations how often metrics are measured
 * @param repair whether a run that falls ill is cured; a healthy one is the same with and without
 */
public record Recipe(
        Loss loss,
        Task task,
        Chain method,
        Optimizer optimizer,
        Schedule schedule,
        Budget budget,
        int batch,
        Shuffle shuffle,
        boolean dropLast,
        List<Fault> faults,
        @Nullable Regularizer regularizer,
        @Nullable EarlyStopping earlyStopping,
        @Nullable Target target,
        Save save,
        long seed,
        int threads,
        BatchTransform transform,
        Evaluations evaluations,
        boolean repair) {

    public Recipe {
        faults = List.copyOf(faults);
        if (batch < 0) {
            throw new IllegalArgumentException("A batch must have at least 1 row, or be full; given: " + batch);
        }
    }

    /** Plain training on the full batch unless told otherwise: no control, constant learning rate, seed 0, one thread. */
    public static Builder of(Loss loss, Optimizer optimizer, Budget budget) {
        return new Builder(loss, optimizer, budget);
    }

    /** Changes one thing after another; every method is named after the component that it sets. */
    public static final class Builder {
        private final Loss loss;
        private Task task;
        private Chain method = Chain.of(new Identity());
        private final Optimizer optimizer;
        private Schedule schedule = new Constant();
        private final Budget budget;
        private int batch = 0;
        private Shuffle shuffle = Shuffle.EACH_EPOCH;
        private boolean dropLast = false;
        private List<Fault> faults = List.of();
        private @Nullable Regularizer regularizer;
        private @Nullable EarlyStopping earlyStopping;
        private @Nullable Target target;
        private Save save = Save.NONE;
        private long seed = 0;
        private int threads = 1;
        private BatchTransform transform = BatchTransform.NONE;
        private Evaluations evaluations = Evaluations.DEFAULT;
        private boolean repair = false;

        private Builder(Loss loss, Optimizer optimizer, Budget budget) {
            this.loss = loss;
            this.task = loss.task();
            this.optimizer = optimizer;
            this.budget = budget;
        }

        public Builder task(Task task) {
            this.task = task;
            return this;
        }

        public Builder method(Chain method) {
            this.method = method;
            return this;
        }

        public Builder schedule(Schedule schedule) {
            this.schedule = schedule;
            return this;
        }

        public Builder batch(int batch) {
            this.batch = batch;
            return this;
        }

        public Builder shuffle(Shuffle shuffle) {
            this.shuffle = shuffle;
            return this;
        }

        public Builder dropLast(boolean dropLast) {
            this.dropLast = dropLast;
            return this;
        }

        public Builder faults(List<Fault> faults) {
            this.faults = faults;
            return this;
        }

        public Builder regularizer(@Nullable Regularizer regularizer) {
            this.regularizer = regularizer;
            return this;
        }

        public Builder earlyStopping(@Nullable EarlyStopping earlyStopping) {
            this.earlyStopping = earlyStopping;
            return this;
        }

        public Builder target(@Nullable Target target) {
            this.target = target;
            return this;
        }

        public Builder save(Save save) {
            this.save = save;
            return this;
        }

        public Builder seed(long seed) {
            this.seed = seed;
            return this;
        }

        public Builder threads(int threads) {
            this.threads = threads;
            return this;
        }

        public Builder transform(BatchTransform transform) {
            this.transform = transform;
            return this;
        }

        public Builder evaluations(Evaluations evaluations) {
            this.evaluations = evaluations;
            return this;
        }

        public Builder repair(boolean repair) {
            this.repair = repair;
            return this;
        }

        public Recipe build() {
            return new Recipe(
                    loss,
                    task,
                    method,
                    optimizer,
                    schedule,
                    budget,
                    batch,
                    shuffle,
                    dropLast,
                    faults,
                    regularizer,
                    earlyStopping,
                    target,
                    save,
                    seed,
                    threads,
                    transform,
                    evaluations,
                    repair);
        }
    }
}
