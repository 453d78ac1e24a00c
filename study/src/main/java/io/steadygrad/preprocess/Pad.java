package io.steadygrad.preprocess;

import java.util.Arrays;
import java.util.List;

/**
 * Images in the middle of a square of zeros: {@code pad(32)} puts 28 x 28 pixels into 32 x 32, 2 zeros on each side. An odd difference leaves
 * the larger margin below and to the right. Done batch by batch.
 *
 * @param size height and width of the square, at least the image's
 */
public record Pad(int size) implements Preprocessor {

    public Pad {
        if (size < 1) {
            throw new IllegalArgumentException("'size' must be at least 1, not " + size);
        }
    }

    @Override
    public boolean reshapes() {
        return true;
    }

    @Override
    public RowChange fit(TrainingRows rows) {
        Image image = Image.of(rows.shape(), "pad");
        if (image.height() > size || image.width() > size) {
            throw new IllegalArgumentException(
                    "pad(" + size + ") is smaller than the images of " + image.height() + " x " + image.width()
                            + " pixels; use pad(" + Math.max(image.height(), image.width()) + ") or more");
        }
        int top = (size - image.height()) / 2;
        int left = (size - image.width()) / 2;
        return new RowChange() {
            @Override
            public void apply(float[] from, float[] to) {
                Arrays.fill(to, 0);
                for (int line = 0; line < image.channels() * image.height(); line++) {
                    int channel = line / image.height();
                    int y = top + line % image.height();
                    int at = (channel * size + y) * size + left;
                    System.arraycopy(from, line * image.width(), to, at, image.width());
                }
            }

            @Override
            public List<Integer> shape(List<Integer> before) {
                return List.of(image.channels(), size, size);
            }
        };
    }
}
