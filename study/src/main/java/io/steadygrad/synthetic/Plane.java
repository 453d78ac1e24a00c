package io.steadygrad.synthetic;

import io.steadygrad.data.Samples;
import io.steadygrad.random.CounterRandom;
import java.util.List;

/** Points of the plane in classes that take turns, with Gaussian noise on both coordinates. */
final class Plane {
    private Plane() {}

    /** The noiseless point of a class; {@code u} is uniform in [0, 1). */
    interface Curve {
        double[] at(int label, double u);
    }

    static Samples points(int rows, int classes, double noise, long seed, String name, Curve curve) {
        CounterRandom place = CounterRandom.of(seed, name);
        CounterRandom shift = CounterRandom.of(seed, name + ".noise");
        float[] features = new float[Math.multiplyExact(rows, 2)];
        float[] labels = new float[rows];
        for (int row = 0; row < rows; row++) {
            int label = row % classes;
            double[] point = curve.at(label, place.uniform(row));
            for (int axis = 0; axis < 2; axis++) {
                int at = 2 * row + axis;
                features[at] = (float) (point[axis] + noise * shift.gaussian(at));
            }
            labels[row] = label;
        }
        return new Samples(features, List.of(2), labels, List.of(), classes);
    }
}
