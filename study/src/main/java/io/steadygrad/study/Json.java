package io.steadygrad.study;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON as this package writes it. */
final class Json {
    private static final JsonMapper COMPACT = JsonMapper.builder().build();
    private static final JsonMapper PRETTY =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private Json() {}

    static ObjectNode object() {
        return COMPACT.createObjectNode();
    }

    static ArrayNode array() {
        return COMPACT.createArrayNode();
    }

    static JsonNode parse(String text) {
        return COMPACT.readTree(text);
    }

    static String compact(JsonNode node) {
        return COMPACT.writeValueAsString(node);
    }

    static String pretty(JsonNode node) {
        return PRETTY.writeValueAsString(node) + "\n";
    }

    /** JSON has no NaN and no infinity: null. */
    static @Nullable Double finite(@Nullable Double value) {
        return value == null || !Double.isFinite(value) ? null : value;
    }

    /** Adds a value of any plain Java type. */
    static void put(ObjectNode node, String name, @Nullable Object value) {
        node.set(
                name,
                value instanceof Double number ? COMPACT.valueToTree(finite(number)) : COMPACT.valueToTree(value));
    }

    /** A tree of maps, lists, arrays of numbers and plain values; what is not finite is null. */
    static JsonNode tree(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            ObjectNode node = object();
            map.forEach((name, item) -> node.set(String.valueOf(name), tree(item)));
            return node;
        }
        if (value instanceof double[] numbers) {
            ArrayNode node = array();
            for (double number : numbers) {
                node.add(finite(number));
            }
            return node;
        }
        if (value instanceof List<?> list) {
            ArrayNode node = array();
            list.forEach(item -> node.add(tree(item)));
            return node;
        }
        return COMPACT.valueToTree(value instanceof Double number ? finite(number) : value);
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static String sha256(String text) {
        return sha256(text.getBytes(StandardCharsets.UTF_8));
    }
}
