package io.steadygrad.study;

import io.steadygrad.expression.MethodExpression;
import io.steadygrad.optimizer.OptimizerExpression;
import io.steadygrad.search.Ask;
import io.steadygrad.yaml.Yaml;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is trained, without seed: a workload, a method and an optimizer with every parameter set.
 *
 * @param node the workload as the study file would say it
 * @param family the optimizer before a search set its parameters
 * @param varied values of the axes that are parts of the workload
 * @param content all that decides the numbers but the seed, as canonical JSON
 */
record Candidate(
        Workload variant,
        Yaml.Mapping node,
        String method,
        MethodExpression expression,
        OptimizerExpression optimizer,
        String family,
        Map<String, Object> varied,
        String content) {

    static Candidate of(
            Workload variant,
            Yaml.Mapping node,
            String method,
            MethodExpression expression,
            OptimizerExpression optimizer,
            String family,
            Map<String, Object> varied) {
        ObjectNode content = Json.object();
        content.put("steadygrad", Environment.steadygrad());
        content.put("engine", Environment.engine());
        content.setAll(variant.content());
        content.put("optimizer", optimizer.resolved());
        content.put("method", expression.resolved());
        return new Candidate(variant, node, method, expression, optimizer, family, varied, Json.compact(content));
    }

    /** A trial that is a result. */
    Trial trial(Cell cell, long seed) {
        return made(cell, seed, Phase.FINAL, null);
    }

    /** A trial that helps to choose; with {@code share} below 1 it ends after that share of its steps. */
    Trial tuning(Cell cell, long seed, double share) {
        return made(cell, seed, Phase.TUNING, share < 1 ? (Long) Ask.steps(share, variant.budgetSteps()) : null);
    }

    private Trial made(Cell cell, long seed, Phase phase, @Nullable Long until) {
        ObjectNode whole = (ObjectNode) Json.parse(content);
        whole.put("seed", seed);
        if (phase == Phase.TUNING) {
            whole.put("phase", phase.text());
        }
        if (until != null) {
            whole.put("until", until);
        }
        String text = Json.compact(whole);
        return new Trial(cell, seed, phase, until, Json.sha256(text), text);
    }
}
