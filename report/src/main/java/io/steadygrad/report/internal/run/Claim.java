package io.steadygrad.report.internal.run;

/** A sentence that the study tests; verdict is supported, refuted, mixed or unknown. */
public record Claim(String says, String verdict, String evidence) {}
