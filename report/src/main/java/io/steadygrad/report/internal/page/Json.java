package io.steadygrad.report.internal.page;

import java.math.BigDecimal;
import java.math.MathContext;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * JSON that is small and may stand inside a script element: numbers with seven significant digits (four within series), non-finite ones as null, and no
 * {@code <} at all, so that no text can end the element.
 */
public final class Json {

    private static final MathContext OF_SERIES = new MathContext(4);
    private static final MathContext OF_NUMBERS = new MathContext(7);

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new SimpleModule()
                    .addSerializer(double[].class, new Numbers())
                    .addSerializer(Double.class, new Number())
                    .addSerializer(double.class, new Number()))
            .build();

    private Json() {}

    /** The value as one line of JSON. */
    public static String of(Object value) {
        return MAPPER.writeValueAsString(value)
                .replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("\u2028", "\\u2028")
                .replace("\u2029", "\\u2029");
    }

    private static void write(double value, MathContext digits, JsonGenerator out) {
        if (!Double.isFinite(value)) {
            out.writeNull();
        } else if (value == Math.rint(value) && Math.abs(value) < 1e6) {
            out.writeNumber((long) value);
        } else {
            out.writeNumber(
                    new BigDecimal(value).round(digits).stripTrailingZeros().toString());
        }
    }

    private static final class Numbers extends ValueSerializer<double[]> {
        @Override
        public void serialize(double[] values, JsonGenerator out, SerializationContext context) {
            out.writeStartArray();
            for (double value : values) {
                write(value, OF_SERIES, out);
            }
            out.writeEndArray();
        }
    }

    private static final class Number extends ValueSerializer<Double> {
        @Override
        public void serialize(Double value, JsonGenerator out, SerializationContext context) {
            write(value, OF_NUMBERS, out);
        }
    }
}
