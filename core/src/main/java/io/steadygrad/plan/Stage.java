package io.steadygrad.plan;

import io.steadygrad.measure.Needs;
import io.steadygrad.method.Method;
import java.util.List;

/**
 * Methods that decide from one reading of the gradients.
 *
 * @param first index of its first method in the plan
 * @param needs all that its methods need measured
 */
public record Stage(int first, List<Method> methods, Needs needs) {}
