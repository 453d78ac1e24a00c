package io.steadygrad.data;

import io.steadygrad.formats.FormatException;
import io.steadygrad.formats.IdxFile;
import io.steadygrad.formats.NdArray;
import io.steadygrad.spec.Default;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Images and labels in the four files of MNIST: {@code train-images-idx3-ubyte}, {@code train-labels-idx1-ubyte},
 * {@code t10k-images-idx3-ubyte}, {@code t10k-labels-idx1-ubyte}, plain or with {@code .gz}.
 *
 * <pre>
 * data: {idx: fashion-mnist}                                      Fashion-MNIST as Debian installs it
 * data: {idx: fashion-mnist, train: 20000, test: 2000}            its first rows
 * data: {idx: folder/with/the/four/files, train: 0..49999}
 * data: {idx: {train_images: a, train_labels: b, test_images: c, test_labels: d}}
 * </pre>
 *
 * <p>{@code train} chooses among the rows of the training files and {@code test} among those of the test files; only what is needed is
 * loaded. An image has the shape {@code [1, height, width]} and pixels from 0 to 255; scale them by preprocessing
 * ({@code scale(0.00392156862745098)}, {@code standardize}).
 *
 * @param folder relative to the study file; {@code fashion-mnist}, where no such folder is there, is the one of Debian's package
 * @param train which rows train, all where left out
 * @param test which rows test, all where left out
 * @param target {@code inputs} for reconstruction, else left out
 */
public record Idx(
        @Default("fashion-mnist") Path folder,
        @Default("") @Nullable Rows train,
        @Default("") @Nullable Rows test,
        @Default("") @Nullable Path trainImages,
        @Default("") @Nullable Path trainLabels,
        @Default("") @Nullable Path testImages,
        @Default("") @Nullable Path testLabels,
        @Default("") String target)
        implements DataSource {

    private static final String TRAIN_IMAGES = "train-images-idx3-ubyte";
    private static final String TRAIN_LABELS = "train-labels-idx1-ubyte";
    private static final String TEST_IMAGES = "t10k-images-idx3-ubyte";
    private static final String TEST_LABELS = "t10k-labels-idx1-ubyte";
    private static final List<Path> DEBIAN =
            List.of(Path.of("/usr/share/datasets/fashion-mnist"), Path.of("/usr/share/dataset-fashion-mnist"));

    public Idx {
        Target.requireInputsOrNone("idx data", target);
    }

    @Override
    public Split load() throws IOException {
        Samples training = samples(file(trainImages, TRAIN_IMAGES), file(trainLabels, TRAIN_LABELS), train);
        Samples testing = samples(file(testImages, TEST_IMAGES), file(testLabels, TEST_LABELS), test);
        Split split = new Split(training, null, testing).detectClasses();
        return target.equals(Target.INPUTS) ? split.asReconstruction() : split;
    }

    @Override
    public List<Path> files() {
        return List.of(
                file(trainImages, TRAIN_IMAGES),
                file(trainLabels, TRAIN_LABELS),
                file(testImages, TEST_IMAGES),
                file(testLabels, TEST_LABELS));
    }

    private Path file(@Nullable Path given, String standardName) {
        if (given != null) {
            return given;
        }
        Path found = found();
        Path plain = found.resolve(standardName);
        Path packed = found.resolve(standardName + ".gz");
        if (Files.exists(plain)) {
            return plain;
        }
        if (Files.exists(packed)) {
            return packed;
        }
        throw new FormatException("There is no " + standardName + " or " + standardName + ".gz in " + found
                + "; it must hold the four files of MNIST");
    }

    private Path found() {
        if (Files.isDirectory(folder)) {
            return folder;
        }
        if (!isFashionMnist()) {
            throw new FormatException("There is no folder " + folder + " (paths start from the study file's folder)");
        }
        return DEBIAN.stream()
                .filter(Files::isDirectory)
                .findFirst()
                .orElseThrow(() -> new FormatException("Fashion-MNIST is neither in " + folder + " nor in "
                        + DEBIAN.get(0) + ". On Debian and Ubuntu: apt install dataset-fashion-mnist"));
    }

    private boolean isFashionMnist() {
        Path name = folder.getFileName();
        return DEBIAN.contains(folder)
                || (name != null && List.of("fashion-mnist", "fashion_mnist").contains(name.toString()));
    }

    private static Samples samples(Path images, Path labels, @Nullable Rows rows) throws IOException {
        int available = IdxFile.shape(images).get(0);
        int[] wanted = (rows == null ? new Rows.All() : rows).of(available, images.toString());
        int needed = Arrays.stream(wanted).max().orElse(-1) + 1;
        NdArray pixels = IdxFile.read(images, needed);
        NdArray classes = IdxFile.read(labels, needed);
        if (classes.shape().size() != 1 || classes.size() != needed) {
            throw new FormatException(labels + " has the shape " + IdxFile.shape(labels) + ", but " + images + " has "
                    + IdxFile.shape(images) + "; every image needs one label");
        }
        return new Samples(
                gather(pixels, wanted), rowShape(pixels.shape(), images), gather(classes, wanted), List.of(), 0);
    }

    private static List<Integer> rowShape(List<Integer> shape, Path file) {
        return switch (shape.size()) {
            case 2 -> shape.subList(1, 2);
            case 3 -> List.of(1, shape.get(1), shape.get(2));
            case 4 -> shape.subList(1, 4);
            default ->
                throw new FormatException(file + " has the shape " + shape + "; images need [rows, height, width]");
        };
    }

    /** The wanted rows as float32, without a copy of the others. */
    private static float[] gather(NdArray array, int[] rows) {
        int size = array.size() / Math.max(1, array.shape().get(0));
        float[] gathered = new float[Math.multiplyExact(rows.length, size)];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < size; j++) {
                gathered[i * size + j] = (float) array.get(rows[i] * size + j);
            }
        }
        return gathered;
    }
}
