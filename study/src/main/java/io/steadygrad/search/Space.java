package io.steadygrad.search;

import java.util.ArrayList;
import java.util.List;

/** What is searched together: the unit cube with one side for each parameter. */
public record Space(List<Parameter> parameters) {
    private static final int MOST = 1_000_000;

    public Space {
        parameters = List.copyOf(parameters);
    }

    /** How many settings there are: 0 for a continuum, at most a million; 1 where nothing is searched. */
    public int size() {
        long size = 1;
        for (Parameter parameter : parameters) {
            size = Math.min(MOST, size * parameter.range().size());
        }
        return (int) size;
    }

    /** The values at a place of the cube, one for each parameter. */
    public List<String> at(List<Double> point) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < parameters.size(); i++) {
            values.add(parameters.get(i).range().at(point.get(i)));
        }
        return values;
    }

    /** The place that stands for the n-th setting of a finite space, the last parameter running fastest. */
    List<Double> cell(int n) {
        Double[] point = new Double[parameters.size()];
        int left = n;
        for (int i = point.length - 1; i >= 0; i--) {
            int size = parameters.get(i).range().size();
            point[i] = (left % size + 0.5) / size;
            left /= size;
        }
        return List.of(point);
    }
}
