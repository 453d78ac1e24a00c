package io.steadygrad.app;

import io.steadygrad.bench.Rate;
import io.steadygrad.bench.Result;
import io.steadygrad.bench.Times;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code steady bench --json}. */
final class BenchJson {
    private BenchJson() {}

    static String text(BenchMachine machine, List<String> notes, List<Rate> rates, List<Result> results) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("machine", machine(machine));
        json.put("notes", notes);
        Map<String, List<Object>> bandwidth = new LinkedHashMap<>();
        for (Rate rate : rates) {
            bandwidth.computeIfAbsent(rate.kind(), kind -> new ArrayList<>()).add(rate(rate));
        }
        json.put("bandwidth", bandwidth);
        json.put("results", results.stream().map(BenchJson::result).toList());
        return Json.text(json);
    }

    private static Map<String, @Nullable Object> machine(BenchMachine machine) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("processor", machine.processor());
        json.put("cores", machine.cores());
        json.put("jdk", machine.jdk());
        json.put("kernels", machine.kernels());
        json.put("libTorch", machine.libTorch());
        json.put("loadAverage", machine.load() < 0 ? null : machine.load());
        return json;
    }

    private static Map<String, @Nullable Object> rate(Rate rate) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("size", rate.size());
        json.put("threads", rate.threads());
        json.put("bytes", rate.bytes());
        json.put("gigabytesPerSecond", rate.gigabytesPerSecond());
        json.put("means", rate.means());
        json.put("micros", times(rate.times()));
        return json;
    }

    private static Map<String, @Nullable Object> result(Result result) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("name", result.name());
        json.put("size", result.size());
        json.put("threads", result.threads());
        json.put("medianMicros", result.times().median());
        json.put("boundMicros", Json.finite(result.boundMicros()));
        json.put("ratioToBound", Json.finite(result.ratioToBound()));
        json.put("peer", result.peer());
        json.put(
                "peerMicros",
                result.peerTimes() == null ? null : result.peerTimes().median());
        json.put("speedup", Json.finite(result.speedup()));
        json.put("spread", times(result.times()));
        json.put("peerSpread", result.peerTimes() == null ? null : times(result.peerTimes()));
        return json;
    }

    private static Map<String, Object> times(Times times) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("n", times.n());
        json.put("least", times.least());
        json.put("lowerQuartile", times.lower());
        json.put("median", times.median());
        json.put("upperQuartile", times.upper());
        return json;
    }
}
