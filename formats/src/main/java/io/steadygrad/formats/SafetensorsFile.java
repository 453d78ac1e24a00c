package io.steadygrad.formats;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Named arrays and texts in the safetensors format: 8 bytes with the header's length (little endian), the header as JSON, padded with
 * spaces to a multiple of 8, then the arrays' bytes, row-major and little endian, one behind the other.
 *
 * <p><b>Types.</b> F64, F32, F16, I64, I32, I16, I8, U8 and BOOL. BF16 is read as float32, which holds each of its numbers. Arrays of texts
 * cannot be written; texts go into the header's {@code __metadata__}.
 * <p><b>Errors.</b> {@link FormatException} for a file that is missing, damaged or of a type that is not supported. Written atomically.
 * <p><b>Source.</b> The format's description in huggingface/safetensors.
 *
 * @param arrays in the order in which they lie in the file
 * @param metadata texts by name
 */
public record SafetensorsFile(Map<String, NdArray> arrays, Map<String, String> metadata) {
    private static final String METADATA = "__metadata__";
    /** As in the format's own reader. */
    private static final long LONGEST_HEADER = 100_000_000;

    public SafetensorsFile {
        arrays = Collections.unmodifiableMap(new LinkedHashMap<>(arrays));
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    /** Writes the file whole or not at all. */
    public void write(Path file) throws IOException {
        byte[] header = header().getBytes(StandardCharsets.UTF_8);
        ByteBuffer length =
                ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, header.length);
        AtomicFile.write(file, out -> {
            out.write(length.array());
            out.write(header);
            for (NdArray array : arrays.values()) {
                byte[] bytes = new byte[array.bytes().remaining()];
                array.bytes().get(bytes);
                out.write(bytes);
            }
        });
    }

    private String header() {
        StringBuilder json = new StringBuilder("{");
        if (!metadata.isEmpty()) {
            json.append('"').append(METADATA).append("\":{");
            metadata.forEach((name, text) -> json.append(FlatJson.quoted(name))
                    .append(':')
                    .append(FlatJson.quoted(text))
                    .append(','));
            json.setCharAt(json.length() - 1, '}');
            json.append(',');
        }
        long at = 0;
        for (Map.Entry<String, NdArray> each : arrays.entrySet()) {
            NdArray array = each.getValue();
            long end = at + array.bytes().remaining();
            json.append(FlatJson.quoted(each.getKey())).append(":{\"dtype\":\"").append(type(each.getKey(), array));
            json.append("\",\"shape\":").append(array.shape().toString().replace(" ", ""));
            json.append(",\"data_offsets\":[")
                    .append(at)
                    .append(',')
                    .append(end)
                    .append("]},");
            at = end;
        }
        if (json.length() > 1) {
            json.setLength(json.length() - 1);
        }
        json.append('}');
        int bytes = json.toString().getBytes(StandardCharsets.UTF_8).length;
        return json + " ".repeat((8 - bytes % 8) % 8);
    }

    private static String type(String name, NdArray array) {
        return switch (array.type()) {
            case FLOAT16 -> "F16";
            case FLOAT32 -> "F32";
            case FLOAT64 -> "F64";
            case INT8 -> "I8";
            case INT16 -> "I16";
            case INT32 -> "I32";
            case INT64 -> "I64";
            case UINT8 -> "U8";
            case BOOL -> "BOOL";
            case TEXT ->
                throw new IllegalArgumentException("safetensors holds numbers, but '" + name
                        + "' is an array of texts; put texts into the metadata");
        };
    }

    /** Reads a whole file. */
    public static SafetensorsFile read(Path file) throws IOException {
        AtomicFile.requireReadable(file);
        byte[] all = Files.readAllBytes(file);
        try {
            return parse(all);
        } catch (FormatException damaged) {
            throw new FormatException(file + " is no sound safetensors file: " + damaged.getMessage(), damaged);
        }
    }

    private static SafetensorsFile parse(byte[] all) {
        if (all.length < 8) {
            throw new FormatException("it has " + all.length + " bytes, but the header's length alone takes 8");
        }
        ByteBuffer buffer = ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN);
        long length = buffer.getLong(0);
        if (length < 2 || length > Math.min(LONGEST_HEADER, all.length - 8L)) {
            throw new FormatException("its header should have " + length + " bytes, but the file has " + all.length);
        }
        String json;
        try {
            json = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(buffer.duplicate().position(8).limit(8 + (int) length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new FormatException("its header is not UTF-8", e);
        }
        return arrays(FlatJson.object(json), all, 8 + (int) length);
    }

    private static SafetensorsFile arrays(Map<String, Object> header, byte[] all, int from) {
        Map<String, String> metadata = new LinkedHashMap<>();
        List<Entry> entries = new ArrayList<>();
        header.forEach((name, value) -> {
            if (!(value instanceof Map<?, ?> fields)) {
                throw new FormatException("'" + name + "' must be an object in its header");
            }
            if (name.equals(METADATA)) {
                fields.forEach((key, text) -> metadata.put(String.valueOf(key), String.valueOf(text)));
            } else {
                entries.add(Entry.of(name, fields));
            }
        });
        entries.sort((a, b) -> Long.compare(a.begin(), b.begin()));
        Map<String, NdArray> arrays = new LinkedHashMap<>();
        long at = 0;
        for (Entry entry : entries) {
            if (entry.begin() != at || entry.end() < at || entry.end() > all.length - from) {
                throw new FormatException("'" + entry.name() + "' should lie at bytes " + entry.begin() + " to "
                        + entry.end() + " of the data, which has " + (all.length - from) + " and goes on at " + at);
            }
            arrays.put(entry.name(), entry.array(all, from));
            at = entry.end();
        }
        if (at != all.length - from) {
            throw new FormatException((all.length - from - at) + " bytes at its end belong to no array");
        }
        return new SafetensorsFile(arrays, metadata);
    }

    private record Entry(String name, String type, List<Integer> shape, long begin, long end) {
        static Entry of(String name, Map<?, ?> fields) {
            if (!(fields.get("dtype") instanceof String type)
                    || !(fields.get("shape") instanceof List<?> shape)
                    || !(fields.get("data_offsets") instanceof List<?> offsets)
                    || offsets.size() != 2) {
                throw new FormatException("'" + name + "' needs dtype, shape and two data_offsets in its header");
            }
            try {
                List<Integer> dimensions = shape.stream()
                        .map(size -> Math.toIntExact(whole(name, size)))
                        .toList();
                NdArray.product(dimensions);
                return new Entry(name, type, dimensions, whole(name, offsets.get(0)), whole(name, offsets.get(1)));
            } catch (ArithmeticException | IllegalArgumentException e) {
                throw new FormatException("'" + name + "' has the shape " + shape + ": " + e.getMessage(), e);
            }
        }

        private static long whole(String name, Object number) {
            if (number instanceof Long whole && whole >= 0) {
                return whole;
            }
            throw new FormatException("'" + name + "' has " + number + " where a size or place belongs");
        }

        NdArray array(byte[] all, int from) {
            NdArray.Type stored = switch (type) {
                case "F64" -> NdArray.Type.FLOAT64;
                case "F32" -> NdArray.Type.FLOAT32;
                case "F16" -> NdArray.Type.FLOAT16;
                case "BF16" -> NdArray.Type.INT16;
                case "I64" -> NdArray.Type.INT64;
                case "I32" -> NdArray.Type.INT32;
                case "I16" -> NdArray.Type.INT16;
                case "I8" -> NdArray.Type.INT8;
                case "U8" -> NdArray.Type.UINT8;
                case "BOOL" -> NdArray.Type.BOOL;
                default ->
                    throw new FormatException("'" + name + "' is of type " + type
                            + "; supported are F64, F32, F16, BF16, I64, I32, I16, I8, U8 and BOOL");
            };
            long bytes = NdArray.product(shape) * stored.bytes();
            if (bytes != end - begin) {
                throw new FormatException("'" + name + "' of shape " + shape + " and type " + type + " takes " + bytes
                        + " bytes, but " + (end - begin) + " are set apart for it");
            }
            byte[] memory = java.util.Arrays.copyOfRange(all, from + (int) begin, from + (int) end);
            NdArray array = new NdArray(stored, 1, shape, memory);
            return type.equals("BF16") ? widened(array) : array;
        }

        /** A bfloat16 is the upper half of the float32 of the same value. */
        private static NdArray widened(NdArray halves) {
            float[] values = new float[halves.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = Float.intBitsToFloat(halves.bytes().getShort(2 * i) << 16);
            }
            return NdArray.of(values, halves.shape());
        }
    }
}
