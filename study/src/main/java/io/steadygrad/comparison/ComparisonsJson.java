package io.steadygrad.comparison;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/** Comparisons as they stand in summary.json. Numbers that are NaN or infinite are null there, and NaN when read back. */
public final class ComparisonsJson {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new SimpleModule()
                    .addSerializer(new FiniteOnly())
                    .addSerializer(double.class, new FiniteOnly())
                    .addDeserializer(double.class, new NullIsNan()))
            .build();

    private ComparisonsJson() {}

    /** A list of objects, each with its {@code kind}. */
    public static JsonNode write(List<? extends Comparison> comparisons) {
        var list = MAPPER.createArrayNode();
        comparisons.forEach(comparison -> list.add(write(comparison)));
        return list;
    }

    /** Any record of this package. */
    public static JsonNode write(Object record) {
        return MAPPER.valueToTree(record);
    }

    /** The comparisons of a summary; none where the node is missing. Kinds and keys of later versions are left out. */
    public static List<Comparison> read(JsonNode comparisons) {
        List<Comparison> list = new ArrayList<>();
        for (JsonNode comparison : comparisons) {
            switch (comparison.path("kind").asString("")) {
                case "pair", "ranking", "profile", "learning_rates" ->
                    list.add(MAPPER.treeToValue(comparison, Comparison.class));
                default -> {}
            }
        }
        return list;
    }

    private static final class FiniteOnly extends StdSerializer<Double> {
        FiniteOnly() {
            super(Double.class);
        }

        @Override
        public void serialize(Double value, JsonGenerator generator, SerializationContext context) {
            if (Double.isFinite(value)) {
                generator.writeNumber(value);
            } else {
                generator.writeNull();
            }
        }
    }

    private static final class NullIsNan extends StdDeserializer<Double> {
        NullIsNan() {
            super(double.class);
        }

        @Override
        public Double deserialize(JsonParser parser, DeserializationContext context) {
            return parser.getValueAsDouble();
        }

        @Override
        public Double getNullValue(DeserializationContext context) {
            return Double.NaN;
        }

        @Override
        public Double getAbsentValue(DeserializationContext context) {
            return Double.NaN;
        }
    }
}
