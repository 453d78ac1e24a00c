package io.steadygrad.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.steadygrad.formats.EventFile;
import io.steadygrad.gradient.Elements;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.HistogramProto;
import org.tensorflow.proto.Summary;

/** What SteadyGrad writes for TensorBoard, read with TensorFlow's own protocol buffers. */
class EventFileTest {
    @TempDir
    Path folder;

    @Test
    void tensorFlowReadsScalarsAndHistograms() throws IOException {
        Map<String, Double> scalars = new LinkedHashMap<>();
        scalars.put("loss", 0.5);
        scalars.put("gradient/norm_before", Double.POSITIVE_INFINITY);
        long before = System.currentTimeMillis() / 1000;
        try (EventFile file = EventFile.in(folder)) {
            file.scalars(1, scalars);
            file.scalars(1L << 40, Map.of("Gr\u00f6\u00dfe", -2.25));
            file.histogram("weights", 7, Elements.of(new double[] {0, 1, 1.5, -3, 0.25, Double.NaN, 1e-320}));
        }
        List<Event> events = read();
        assertThat(events).hasSize(4);
        assertThat(events.get(0).getFileVersion()).isEqualTo("brain.Event:2");
        assertThat(events.get(1).getWallTime()).isBetween((double) before, before + 60.0);
        assertThat(events.get(1).getStep()).isEqualTo(1);
        List<Summary.Value> values = events.get(1).getSummary().getValueList();
        assertThat(values).extracting(Summary.Value::getTag).containsExactly("loss", "gradient/norm_before");
        assertThat(values).extracting(Summary.Value::getSimpleValue).containsExactly(0.5f, Float.POSITIVE_INFINITY);
        assertThat(events.get(2).getStep()).isEqualTo(1L << 40);
        assertThat(events.get(2).getSummary().getValue(0).getTag()).isEqualTo("Gr\u00f6\u00dfe");
        HistogramProto histogram = events.get(3).getSummary().getValue(0).getHisto();
        assertThat(histogram.getNum()).isEqualTo(6);
        assertThat(histogram.getMin()).isEqualTo(-3);
        assertThat(histogram.getMax()).isEqualTo(1.5);
        assertThat(histogram.getSum()).isEqualTo(-0.25);
        assertThat(histogram.getSumSquares()).isEqualTo(1 + 2.25 + 9 + 0.0625);
        // Each bucket reaches up to its limit: -3 lies below -2, 0 and the denormal number at 0, 0.25 below 0.5, 1 and
        // 1.5 below 2.
        assertThat(histogram.getBucketLimitList()).containsExactly(-2.0, 0.0, 0.5, 2.0);
        assertThat(histogram.getBucketList()).containsExactly(1.0, 2.0, 1.0, 2.0);
    }

    /** TFRecord's frames: length, its masked checksum, content, its masked checksum. */
    private List<Event> read() throws IOException {
        byte[] all;
        try (var files = Files.list(folder)) {
            Path file = files.findFirst().orElseThrow();
            assertThat(file.getFileName().toString()).startsWith("events.out.tfevents.");
            all = Files.readAllBytes(file);
        }
        List<Event> events = new ArrayList<>();
        ByteBuffer bytes = ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            int start = bytes.position();
            int length = Math.toIntExact(bytes.getLong());
            assertThat(bytes.getInt()).isEqualTo(masked(Arrays.copyOfRange(all, start, start + 8)));
            byte[] content = new byte[length];
            bytes.get(content);
            assertThat(bytes.getInt()).isEqualTo(masked(content));
            events.add(Event.parseFrom(content));
        }
        return events;
    }

    private static int masked(byte[] bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes);
        long crc = checksum.getValue();
        return (int) (((crc >>> 15) | (crc << 17)) + 0xa282ead8L);
    }
}
