package io.steadygrad.report.internal.run;

import java.util.List;

/** A sentence that the study tests; verdict is supported, refuted, mixed or unknown; marks are the steps it speaks of. */
public record Claim(String says, String verdict, String evidence, List<Mark> marks) {}
