package io.steadygrad.training;

import io.steadygrad.expression.MethodExpression;
import io.steadygrad.initializer.Initializer;
import io.steadygrad.method.Chain;
import io.steadygrad.model.Activation;
import io.steadygrad.model.Mlp;
import io.steadygrad.model.Norm;
import io.steadygrad.model.Output;
import io.steadygrad.optimizer.Optimizer;
import io.steadygrad.optimizer.OptimizerExpression;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/** Two noisy rings in the plane, to be told apart: rows 0..699 to train on, 700..999 to test on. */
final class Circle {
    static final Split SPLIT = new Split(rows(0, 700), null, rows(700, 1000));

    private Circle() {}

    static Examples rows(int from, int to) {
        List<String> lines;
        try (InputStream csv = Objects.requireNonNull(Circle.class.getResourceAsStream("circle.csv"))) {
            lines = new String(csv.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        float[] features = new float[2 * (to - from)];
        float[] targets = new float[to - from];
        for (int row = from; row < to; row++) {
            String[] cells = lines.get(row).split(",");
            features[2 * (row - from)] = Float.parseFloat(cells[0]);
            features[2 * (row - from) + 1] = Float.parseFloat(cells[1]);
            targets[row - from] = Float.parseFloat(cells[2]);
        }
        return Examples.of(features, List.of(2), targets, List.of(), 2);
    }

    /** A perceptron with that many hidden layers of that many units and one sigmoid at its end. */
    static Mlp network(int depth, int width, Activation activation, String init) {
        return network(depth, width, activation, init, Norm.NONE);
    }

    static Mlp network(int depth, int width, Activation activation, String init, Norm norm) {
        return new Mlp(
                Collections.nCopies(depth, width),
                activation,
                List.of(Initializer.parse(init)),
                0,
                norm,
                new Output(1, Activation.SIGMOID));
    }

    static Recipe.Builder recipe(String optimizer, Budget budget) {
        return Recipe.of(Loss.named("binary_cross_entropy"), optimizer(optimizer), budget)
                .batch(128)
                .seed(1);
    }

    static Optimizer optimizer(String expression) {
        return OptimizerExpression.parse(expression).optimizer();
    }

    static Chain method(String expression) {
        return MethodExpression.parse(expression).chain();
    }
}
