package io.steadygrad.report.internal.run;

/** A step that a claim speaks of, to be marked in the workload's curve of the training loss. */
public record Mark(String workload, long step) {}
