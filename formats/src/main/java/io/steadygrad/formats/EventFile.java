package io.steadygrad.formats;

import io.steadygrad.gradient.Elements;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * A file of events as TensorBoard reads it: scalars and histograms by tag and step.
 *
 * <p><b>Format.</b> Records of TensorFlow's TFRecord (length, its masked CRC-32C, content, its masked CRC-32C; little endian), each an {@code Event} in
 * protocol buffers' encoding. A new file is begun for every run of a program, as TensorFlow does; TensorBoard joins the files of a folder.
 * Flushed by {@link #flush} and {@link #close}; a cut last record is ignored by readers. <b>Edges.</b> Scalars are stored as float32; NaN and infinity are kept, and TensorBoard
 * marks them. A histogram leaves non-finite entries out. Not thread-safe.
 *
 * <p><b>Source.</b> tensorflow/core/util/event.proto, framework/summary.proto, lib/io/record_writer.
 */
public final class EventFile implements AutoCloseable {
    private static final int MASK = 0xa282ead8;
    private static final String VERSION = "brain.Event:2";

    private static final int EVENT_TIME = 1;
    private static final int EVENT_STEP = 2;
    private static final int EVENT_VERSION = 3;
    private static final int EVENT_SUMMARY = 5;
    private static final int SUMMARY_VALUE = 1;
    private static final int VALUE_TAG = 1;
    private static final int VALUE_SIMPLE = 2;
    private static final int VALUE_HISTOGRAM = 5;
    private static final int HISTOGRAM_MIN = 1;
    private static final int HISTOGRAM_MAX = 2;
    private static final int HISTOGRAM_NUM = 3;
    private static final int HISTOGRAM_SUM = 4;
    private static final int HISTOGRAM_SQUARES = 5;
    private static final int HISTOGRAM_LIMITS = 6;
    private static final int HISTOGRAM_COUNTS = 7;

    private final OutputStream out;

    private EventFile(OutputStream out) {
        this.out = out;
        record(new Message().text(EVENT_VERSION, VERSION), 0);
    }

    /** Begins a new file in an existing folder. */
    public static EventFile in(Path folder) throws IOException {
        long pid = ProcessHandle.current().pid();
        long second = System.currentTimeMillis() / 1000;
        for (int i = 0; ; i++) {
            Path file = folder.resolve("events.out.tfevents.%010d.steadygrad.%d.%d".formatted(second, pid, i));
            if (!Files.exists(file)) {
                return new EventFile(
                        new BufferedOutputStream(Files.newOutputStream(file, StandardOpenOption.CREATE_NEW), 1 << 16));
            }
        }
    }

    /** Several scalars of one step. */
    public void scalars(long step, Map<String, Double> values) {
        Message summary = new Message();
        values.forEach((tag, value) -> summary.message(
                SUMMARY_VALUE, new Message().text(VALUE_TAG, tag).float32(VALUE_SIMPLE, value.floatValue())));
        record(new Message().integer(EVENT_STEP, step).message(EVENT_SUMMARY, summary), System.currentTimeMillis());
    }

    /** How a tensor's numbers are spread, in buckets whose limits grow by a factor of two. */
    public void histogram(String tag, long step, Elements values) {
        Spread spread = new Spread();
        double[] block = new double[Math.min(values.size(), 1 << 12)];
        for (int i = 0; i < values.size(); i += block.length) {
            int count = Math.min(block.length, values.size() - i);
            values.read(i, block, count);
            for (int j = 0; j < count; j++) {
                spread.add(block[j]);
            }
        }
        Message summary = new Message()
                .message(SUMMARY_VALUE, new Message().text(VALUE_TAG, tag).message(VALUE_HISTOGRAM, spread.message()));
        record(new Message().integer(EVENT_STEP, step).message(EVENT_SUMMARY, summary), System.currentTimeMillis());
    }

    private static final class Spread {
        private final TreeMap<Double, Long> buckets = new TreeMap<>();
        private double min = Double.POSITIVE_INFINITY;
        private double max = Double.NEGATIVE_INFINITY;
        private long count;
        private double sum;
        private double squares;

        void add(double value) {
            if (Double.isFinite(value)) {
                min = Math.min(min, value);
                max = Math.max(max, value);
                count++;
                sum += value;
                squares += value * value;
                buckets.merge(limit(value), 1L, Long::sum);
            }
        }

        /** The upper end of the value's bucket: the next power of two for positive numbers; for negative ones the end nearer to zero. */
        private static double limit(double value) {
            if (Math.abs(value) < Double.MIN_NORMAL) {
                return 0;
            }
            double power = Math.scalb(1.0, Math.getExponent(value));
            return value > 0 ? 2 * power : -power;
        }

        Message message() {
            double[] limits =
                    buckets.keySet().stream().mapToDouble(Double::doubleValue).toArray();
            double[] counts =
                    buckets.values().stream().mapToDouble(Long::doubleValue).toArray();
            return new Message()
                    .float64(HISTOGRAM_MIN, count == 0 ? 0 : min)
                    .float64(HISTOGRAM_MAX, count == 0 ? 0 : max)
                    .float64(HISTOGRAM_NUM, count)
                    .float64(HISTOGRAM_SUM, sum)
                    .float64(HISTOGRAM_SQUARES, squares)
                    .float64s(HISTOGRAM_LIMITS, limits)
                    .float64s(HISTOGRAM_COUNTS, counts);
        }
    }

    private void record(Message event, long millis) {
        byte[] content = event.float64(EVENT_TIME, (millis == 0 ? System.currentTimeMillis() : millis) / 1e3)
                .bytes();
        ByteBuffer frame = ByteBuffer.allocate(content.length + 16).order(ByteOrder.LITTLE_ENDIAN);
        frame.putLong(content.length).putInt(checksum(frame.array(), 0, 8));
        frame.put(content).putInt(checksum(content, 0, content.length));
        try {
            out.write(frame.array());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static int checksum(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        return Integer.rotateRight((int) crc.getValue(), 15) + MASK;
    }

    /** Hands what was written to the system, so that readers see it. */
    public void flush() {
        try {
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fields in protocol buffers' encoding, which is all that an event needs of them. */
    private static final class Message {
        private static final int VARINT = 0;
        private static final int BITS64 = 1;
        private static final int BYTES = 2;
        private static final int BITS32 = 5;

        private final ByteArrayOutputStream fields = new ByteArrayOutputStream();

        byte[] bytes() {
            return fields.toByteArray();
        }

        Message integer(int field, long value) {
            key(field, VARINT);
            varint(value);
            return this;
        }

        Message float32(int field, float value) {
            key(field, BITS32);
            fields.writeBytes(little(4).putFloat(value).array());
            return this;
        }

        Message float64(int field, double value) {
            key(field, BITS64);
            fields.writeBytes(little(8).putDouble(value).array());
            return this;
        }

        /** Packed. */
        Message float64s(int field, double... values) {
            ByteBuffer packed = little(8 * values.length);
            for (double value : values) {
                packed.putDouble(value);
            }
            return raw(field, packed.array());
        }

        Message text(int field, String value) {
            return raw(field, value.getBytes(StandardCharsets.UTF_8));
        }

        Message message(int field, Message value) {
            return raw(field, value.bytes());
        }

        private Message raw(int field, byte[] value) {
            key(field, BYTES);
            varint(value.length);
            fields.writeBytes(value);
            return this;
        }

        private void key(int field, int kind) {
            varint((long) field << 3 | kind);
        }

        private void varint(long value) {
            long rest = value;
            while ((rest & ~0x7fL) != 0) {
                fields.write((int) (rest & 0x7f | 0x80));
                rest >>>= 7;
            }
            fields.write((int) rest);
        }

        private static ByteBuffer little(int bytes) {
            return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        }
    }
}
