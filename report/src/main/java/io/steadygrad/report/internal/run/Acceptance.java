package io.steadygrad.report.internal.run;

/**
 * A result that the study's author demands, and whether it came out.
 *
 * @param says what it means, in the author's words; may be empty
 */
public record Acceptance(String says, boolean met, String evidence) {}
