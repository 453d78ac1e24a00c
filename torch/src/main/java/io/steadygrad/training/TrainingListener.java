package io.steadygrad.training;

import io.steadygrad.control.Report;
import io.steadygrad.health.Repair;
import java.util.Map;

/** Watches a run. Called on the training thread; what it throws ends the run. */
public interface TrainingListener {

    /**
     * After each step.
     *
     * @param index from 1
     * @param loss of the batch, regularizer included; may be NaN or infinite
     */
    default void stepped(long index, long epoch, double loss, double learningRate, Report report) {}

    /**
     * After each evaluation.
     *
     * @param step how many steps had been made; 0 before the first
     * @param metrics by name: {@code train_loss}, {@code test_accuracy}, ...; may be NaN or infinite
     */
    default void evaluated(long step, long epoch, Map<String, Double> metrics) {}

    /**
     * After a repair that stays.
     *
     * @param start the state that training went on from, the repair already in it
     */
    default void repaired(Repair repair, Checkpoint start) {}
}
