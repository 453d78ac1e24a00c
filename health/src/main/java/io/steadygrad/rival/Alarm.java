package io.steadygrad.rival;

import io.steadygrad.health.Symptom;
import org.jspecify.annotations.Nullable;

/**
 * What a rival says of a run.
 *
 * @param symptom its own word in ours, or null where it names none
 * @param step at which it says so, counted from 1
 * @param layer where it names one
 */
public record Alarm(
        @Nullable Symptom symptom, long step, @Nullable String layer) {}
