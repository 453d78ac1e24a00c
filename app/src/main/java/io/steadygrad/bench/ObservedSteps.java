package io.steadygrad.bench;

import io.steadygrad.initializer.Fan;
import io.steadygrad.initializer.HeUniform;
import io.steadygrad.initializer.Initializer;
import io.steadygrad.initializer.Orthogonal;
import io.steadygrad.model.Activation;
import io.steadygrad.model.Cell;
import io.steadygrad.model.Cnn;
import io.steadygrad.model.Mlp;
import io.steadygrad.model.Model;
import io.steadygrad.model.ModelSpec;
import io.steadygrad.model.Norm;
import io.steadygrad.model.Output;
import io.steadygrad.model.Padding;
import io.steadygrad.model.ResNet;
import io.steadygrad.model.Rnn;
import io.steadygrad.model.RnnInit;
import io.steadygrad.model.Stem;
import io.steadygrad.optimizer.Adamw;
import io.steadygrad.torch.LibTorch;
import io.steadygrad.training.Budget;
import io.steadygrad.training.Evaluations;
import io.steadygrad.training.Examples;
import io.steadygrad.training.Loss;
import io.steadygrad.training.Recipe;
import io.steadygrad.training.Split;
import io.steadygrad.training.TrainingLoop;
import java.time.Duration;
import java.util.Collections;
import java.util.List;

/**
 * What observation costs: steps of the training loop with every tensor's measurements, layers, weights' moves and flow through time
 * recorded, beside the same loop that records loss and norm only. On one thread; some steps of one, then as many of the other. The
 * run is of the length at which layers are looked at most often, every 32nd step; the dense beginning is not timed.
 */
public final class ObservedSteps implements AutoCloseable {
    /** At most 256 samples of a run in steps of at least 32. */
    private static final long STEPS = 8192;
    /** Steps from one sample to the next; a recurrent network's are farther apart. */
    private static final int STRIDE = 32;

    private static final int RECURRENT_STRIDE = 64;

    private final Recipe recipe;
    private final Examples examples;
    private final Side observed;
    private final Side plain;
    /** Steps of a turn are a multiple of this, so that each turn has equally many samples. */
    private final int stride;

    /** One of the two loops; begins anew when its run is over. */
    private final class Side implements AutoCloseable {
        private final Model model;
        private final boolean observes;
        private TrainingLoop loop;
        private long made;

        Side(ModelSpec spec, List<Integer> shape, boolean observes) {
            model = spec.build(shape, 0);
            this.observes = observes;
            loop = start();
        }

        private TrainingLoop start() {
            TrainingLoop fresh = new TrainingLoop(model, recipe, new Split(examples, null, null));
            made = 0;
            return observes ? fresh : fresh.unobserved();
        }

        /** Microseconds a step. */
        double turn(int turns) {
            if (made + (long) turns * stride > STEPS) {
                loop.close();
                loop = start();
                steps(2L * stride);
            }
            long start = System.nanoTime();
            steps((long) turns * stride);
            return (System.nanoTime() - start) / 1e3 / turns / stride;
        }

        void steps(long count) {
            for (long i = 0; i < count; i++) {
                loop.advance();
            }
            made += count;
        }

        @Override
        public void close() {
            loop.close();
            model.close();
        }
    }

    private ObservedSteps(ModelSpec spec, List<Integer> shape, int rows, int batch, int classes) {
        stride = spec instanceof Rnn ? RECURRENT_STRIDE : STRIDE;
        LibTorch.threads(1);
        recipe = Recipe.of(Loss.named("cross_entropy"), new Adamw(1e-4, 0.9, 0.999, 1e-8, 0.01), Budget.steps(STEPS))
                .batch(batch)
                .evaluations(Evaluations.LAST_ONLY)
                .build();
        examples = TrainingSteps.random(rows, shape, classes);
        observed = new Side(spec, shape, true);
        plain = new Side(spec, shape, false);
    }

    /** Eight layers of five units on batches of 128: a step is as short as it gets, and has the most layers for its length. */
    public static Result narrow(Effort effort) {
        Mlp spec = new Mlp(Collections.nCopies(8, 5), Activation.SIGMOID, he(), 0, Norm.NONE, logits(2));
        return measure("mlp-8x5", spec, List.of(2), 700, 128, 2, effort);
    }

    /** A perceptron 256-256-10 on batches of 64. */
    public static Result mlp(Effort effort) {
        Mlp spec = new Mlp(List.of(256), Activation.RELU, he(), 0, Norm.NONE, logits(10));
        return measure("mlp-68k", spec, List.of(256), 640, 64, 10, effort);
    }

    /** Two convolutions on batches of 32 images of 28 x 28. */
    public static Result cnn(Effort effort) {
        Cnn spec = new Cnn(
                List.of(16, 32),
                5,
                2,
                Padding.SAME,
                List.of(64),
                Activation.RELU,
                he(),
                0,
                Norm.NONE,
                false,
                logits(10));
        return measure("cnn-28x28", spec, List.of(1, 28, 28), 320, 32, 10, effort);
    }

    /** 50 tanh units on batches of 32 sequences of 30. */
    public static Result rnn(Effort effort) {
        Rnn spec = new Rnn(Cell.TANH, 50, 1, new RnnInit(new Orthogonal(1), he().get(0)), logits(2));
        return measure("rnn-50x30", spec, List.of(30, 2), 320, 32, 2, effort);
    }

    /** ResNet-18 on batches of 8 images of 8 x 8: 11 million weights and little else to do. */
    public static Result resnet18(Effort effort) {
        ResNet spec = ResNet.resnet18(10, Stem.SMALL, null);
        return measure("resnet18-8x8", spec, List.of(3, 8, 8), 32, 8, 10, effort);
    }

    private static List<Initializer> he() {
        return List.of(new HeUniform(Fan.IN));
    }

    private static Output logits(int classes) {
        return new Output(classes, Activation.LINEAR);
    }

    private static Result measure(
            String name, ModelSpec spec, List<Integer> shape, int rows, int batch, int classes, Effort effort) {
        try (ObservedSteps race = new ObservedSteps(spec, shape, rows, batch, classes)) {
            return race.run(name, effort);
        }
    }

    private Result run(String name, Effort effort) {
        Duration warmUp = effort.warmUp().multipliedBy(100);
        observed.steps(stride);
        plain.steps(stride);
        long began = System.nanoTime();
        double micros;
        do {
            micros = observed.turn(1) + plain.turn(1);
        } while (System.nanoTime() - began < warmUp.toNanos());
        double wanted = 10e3 * effort.run().toMillis();
        int turns = (int) Math.max(1, Math.min(STEPS / stride / 4, wanted / micros / stride));
        double[] with = new double[effort.least() + 2];
        double[] without = new double[with.length];
        for (int round = 0; round < with.length; round++) {
            boolean first = round % 2 == 0;
            with[round] = first ? observed.turn(turns) : 0;
            without[round] = plain.turn(turns);
            with[round] = first ? with[round] : observed.turn(turns);
        }
        return new Result(
                "observed-step", name, 1, Times.of(with), Double.NaN, "the same loop, unobserved", Times.of(without));
    }

    @Override
    public void close() {
        observed.close();
        plain.close();
        examples.close();
    }
}
