package io.steadygrad.spark;

import java.io.Serializable;
import java.util.Map;

/**
 * What an executor sends back of a trial.
 *
 * @param outcome as {@link io.steadygrad.study.TrialOutcome#toJson} writes it
 * @param files contents of what the trial wrote, by their names in the run directory
 */
record TrialReturn(String outcome, Map<String, byte[]> files) implements Serializable {}
