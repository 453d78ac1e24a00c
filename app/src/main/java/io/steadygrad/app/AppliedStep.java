package io.steadygrad.app;

import io.steadygrad.control.Report;
import io.steadygrad.measure.NonFinite;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of one step's {@link Report} for people and for the report file: no measurements, so that many steps fit.
 *
 * @param factor NaN when it is not one number
 * @param threshold of the first engaged method; NaN where there is none
 */
record AppliedStep(
        long step,
        boolean accepted,
        boolean pending,
        double normBefore,
        double normAfter,
        double factor,
        boolean engaged,
        double threshold,
        NonFinite nonFinite,
        String reason) {

    static AppliedStep of(Report report) {
        return new AppliedStep(
                report.step(),
                report.accepted(),
                report.pending(),
                report.normBefore(),
                report.normAfter(),
                report.factor(),
                report.engaged(),
                report.threshold(),
                report.nonFinite(),
                report.reason());
    }

    /** In one word. */
    String outcome() {
        return !accepted ? "rejected" : pending ? "waiting" : engaged ? "changed" : "unchanged";
    }

    /** As it stands in the report file; numbers that are not finite, or not one number, are null. */
    Map<String, @Nullable Object> json() {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("step", step);
        json.put("accepted", accepted);
        json.put("pending", pending);
        json.put("normBefore", Json.finite(normBefore));
        json.put("normAfter", Json.finite(normAfter));
        json.put("factor", Json.finite(factor));
        json.put("engaged", engaged);
        json.put("threshold", Json.finite(threshold));
        json.put("nonFinite", Json.of(nonFinite));
        json.put("reason", reason);
        return json;
    }
}
