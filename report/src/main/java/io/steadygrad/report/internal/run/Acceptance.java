package io.steadygrad.report.internal.run;

/** A result that the study's author demands, and whether it came out. */
public record Acceptance(boolean met, String evidence) {}
