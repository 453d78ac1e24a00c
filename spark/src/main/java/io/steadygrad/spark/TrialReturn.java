package io.steadygrad.spark;

import java.io.Serializable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an executor sends back of a trial.
 *
 * @param outcome as {@link io.steadygrad.study.TrialOutcome#toJson} writes it
 * @param environment of the executor, as {@link io.steadygrad.study.Environment#ofProcess} tells it; null where the engine could not be loaded, or memory ran out
 * @param files contents of what the trial wrote, by their names in the run directory
 */
record TrialReturn(String outcome, @Nullable String environment, Map<String, byte[]> files) implements Serializable {}
