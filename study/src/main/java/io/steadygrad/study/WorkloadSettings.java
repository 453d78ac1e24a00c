package io.steadygrad.study;

import io.steadygrad.data.Rows;
import io.steadygrad.schedule.Schedule;
import io.steadygrad.training.Budget;
import io.steadygrad.training.EarlyStopping;
import io.steadygrad.training.Fault;
import io.steadygrad.training.Loss;
import io.steadygrad.training.Regularizer;
import io.steadygrad.training.Save;
import io.steadygrad.training.Shuffle;
import io.steadygrad.training.Task;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a workload trains: all but data, model, optimizer and target.
 *
 * @param batch rows of a batch; 0 for all rows at once
 * @param validation rows of the training part that are held out, or null
 * @param threads that the engine uses for one trial
 * @param ranks processes that train one trial together
 * @param stack whether trials train together in one program, see {@link io.steadygrad.training.StackedTraining}
 * @param repair whether trials that fall ill are cured
 */
public record WorkloadSettings(
        Loss loss,
        Task task,
        int batch,
        Budget budget,
        Schedule schedule,
        Shuffle shuffle,
        LastBatch lastBatch,
        @Nullable Rows validation,
        List<Fault> faults,
        @Nullable Regularizer regularizer,
        @Nullable EarlyStopping earlyStopping,
        Save save,
        int threads,
        int ranks,
        boolean stack,
        boolean repair) {

    public WorkloadSettings {
        faults = List.copyOf(faults);
    }
}
