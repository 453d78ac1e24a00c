package io.steadygrad.search;

/** One thing that is searched: {@code optimizer.lr}, and the values it may take. */
public record Parameter(String name, Range range) {}
