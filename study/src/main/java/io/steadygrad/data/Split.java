package io.steadygrad.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A data set in its parts. All parts have rows and the same shapes.
 *
 * @param validation rows taken from the training part for choosing hyperparameters and stopping early, or null
 */
public record Split(Samples train, @Nullable Samples validation, Samples test) {

    public Split {
        require(train, "training", train);
        require(test, "test", train);
        if (validation != null) {
            require(validation, "validation", train);
        }
    }

    private static void require(Samples part, String name, Samples train) {
        if (part.rows() == 0) {
            throw new IllegalArgumentException("The " + name + " part has no rows; it needs at least one");
        }
        if (!part.featureShape().equals(train.featureShape())
                || !part.targetShape().equals(train.targetShape())) {
            throw new IllegalArgumentException("The " + name + " part has rows of shape " + part.featureShape()
                    + " with targets of shape " + part.targetShape() + ", the training part has " + train.featureShape()
                    + " and " + train.targetShape());
        }
    }

    /**
     * Takes the validation part out of the training part.
     *
     * @param rows numbered within the training part; a count or a fraction draws rows with a fixed seed
     */
    public Split withValidation(Rows rows) {
        int count = train.rows();
        int[] chosen = rows.sample(count, "the training part");
        boolean[] taken = new boolean[count];
        for (int row : chosen) {
            taken[row] = true;
        }
        int[] rest = java.util.stream.IntStream.range(0, count)
                .filter(row -> !taken[row])
                .toArray();
        return new Split(train.select(rest), train.select(chosen), test);
    }

    /** The same change to every part. */
    public Split map(UnaryOperator<Samples> change) {
        return new Split(change.apply(train), validation == null ? null : change.apply(validation), change.apply(test));
    }

    /** The inputs as targets. */
    public Split asReconstruction() {
        return map(Samples::asReconstruction);
    }

    /** Targets as numbers, though they may look like classes. */
    public Split asRegression() {
        return map(samples -> samples.withClasses(0));
    }

    /**
     * Targets as class indices; there are as many classes as the largest label of any part asks for, or more where the source
     * says so.
     *
     * @throws IllegalArgumentException if a label is not a whole number of at least 0, or there is more than one per row
     */
    public Split asClassification() {
        int classes = Math.max(classes(train, "training"), classes(test, "test"));
        if (validation != null) {
            classes = Math.max(classes, classes(validation, "validation"));
        }
        int all = Math.max(classes, train.classes());
        return map(samples -> samples.withClasses(all));
    }

    /** Targets as class indices where all of them can be that, else as numbers; the task may still decide otherwise. */
    Split detectClasses() {
        boolean labels = train.classesIfLabels() > 0
                && test.classesIfLabels() > 0
                && (validation == null || validation.classesIfLabels() > 0);
        return labels ? asClassification() : asRegression();
    }

    private static int classes(Samples part, String name) {
        int classes = part.classesIfLabels();
        if (classes > 0) {
            return classes;
        }
        if (!part.targetShape().isEmpty()) {
            throw new IllegalArgumentException("Classification needs one label per row, but the targets have the shape "
                    + part.targetShape() + "; use a regression loss, or one column with the class's number");
        }
        int row = 0;
        while (Samples.isLabel(part.targets()[row])) {
            row++;
        }
        throw new IllegalArgumentException(
                "Classification needs labels 0, 1, 2, ... but row " + row + " of the " + name + " part has the target "
                        + part.targets()[row] + "; number the classes from 0, or use a regression loss");
    }

    /** SHA-256 of everything in it, as 64 hexadecimal digits: part of a trial's identity. */
    public String digest() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            add(digest, train);
            add(digest, validation);
            add(digest, test);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private static void add(MessageDigest digest, @Nullable Samples part) {
        if (part == null) {
            digest.update((byte) 0);
            return;
        }
        String shape = part.rows() + " " + part.featureShape() + " " + part.targetShape() + " " + part.classes();
        digest.update(shape.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        add(digest, part.features());
        if (!part.targetsAreInputs()) {
            add(digest, part.targets());
        }
    }

    private static void add(MessageDigest digest, float[] values) {
        ByteBuffer block = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
        int floats = block.capacity() / Float.BYTES;
        for (int from = 0; from < values.length; from += floats) {
            int count = Math.min(floats, values.length - from);
            block.clear().asFloatBuffer().put(values, from, count);
            digest.update(block.limit(count * Float.BYTES));
        }
    }

    /** By content of the arrays, not by their identity. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Split split && digest().equals(split.digest());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(train.targets());
    }
}
