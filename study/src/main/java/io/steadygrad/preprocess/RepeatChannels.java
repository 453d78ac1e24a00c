package io.steadygrad.preprocess;

import java.util.List;

/**
 * Images with all their channels several times over: {@code repeat_channels(3)} makes [3, height, width] of grey images, for models that
 * expect colours. Done batch by batch.
 *
 * @param times at least 1
 */
public record RepeatChannels(int times) implements Preprocessor {

    public RepeatChannels {
        if (times < 1) {
            throw new IllegalArgumentException("'times' must be at least 1, not " + times);
        }
    }

    @Override
    public boolean reshapes() {
        return true;
    }

    @Override
    public RowChange fit(TrainingRows rows) {
        Image image = Image.of(rows.shape(), "repeat_channels");
        return new RowChange() {
            @Override
            public void apply(float[] from, float[] to) {
                for (int copy = 0; copy < times; copy++) {
                    System.arraycopy(from, 0, to, copy * from.length, from.length);
                }
            }

            @Override
            public List<Integer> shape(List<Integer> before) {
                return List.of(times * image.channels(), image.height(), image.width());
            }
        };
    }
}
