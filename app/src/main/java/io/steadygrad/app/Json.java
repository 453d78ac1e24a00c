package io.steadygrad.app;

import io.steadygrad.measure.NonFinite;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** What our JSON files agree on. */
final class Json {
    private Json() {}

    /** JSON has no word for NaN and infinities: null stands for them. */
    static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }

    static Map<String, Object> of(NonFinite nonFinite) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("nan", nonFinite.nan());
        json.put("positiveInfinity", nonFinite.positiveInfinity());
        json.put("negativeInfinity", nonFinite.negativeInfinity());
        json.put("tensors", nonFinite.tensors());
        return json;
    }

    /** Indented, with a line end at its end. */
    static String text(Object value) {
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(value) + System.lineSeparator();
    }
}
