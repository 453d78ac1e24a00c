package io.steadygrad.bench;

import io.steadygrad.control.Report;
import io.steadygrad.expression.MethodExpression;
import io.steadygrad.initializer.Fan;
import io.steadygrad.initializer.HeUniform;
import io.steadygrad.model.Activation;
import io.steadygrad.model.Mlp;
import io.steadygrad.model.Model;
import io.steadygrad.model.ModelSpec;
import io.steadygrad.model.Norm;
import io.steadygrad.model.Output;
import io.steadygrad.model.ResNet;
import io.steadygrad.model.Stem;
import io.steadygrad.model.Weight;
import io.steadygrad.optimizer.Adamw;
import io.steadygrad.torch.LibTorch;
import io.steadygrad.training.Budget;
import io.steadygrad.training.Evaluations;
import io.steadygrad.training.Examples;
import io.steadygrad.training.Loss;
import io.steadygrad.training.Recipe;
import io.steadygrad.training.Split;
import io.steadygrad.training.TrainingListener;
import io.steadygrad.training.TrainingLoop;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AdamW;
import org.bytedeco.pytorch.AdamWOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * What the training loop costs: its steps, with a clip and every tensor's measurements recorded, beside a bare loop over
 * LibTorch with the same network, batches and AdamW, and neither control nor observation. On one thread; some steps of one,
 * then some of the other.
 */
public final class TrainingSteps implements TrainingListener, AutoCloseable {
    private static final int CLASSES = 10;
    private static final double RATE = 1e-4;
    private static final double DECAY = 0.01;
    /** More than any run takes. */
    private static final long STEPS = 1_000_000;
    /** A step goes through far more code than a kernel does. */
    private static final int WINDOWS = 150;

    private final String name;
    private final int batch;
    private final int steps;
    private final Examples examples;
    private final Model model;
    private final Model bareModel;
    private final double[] micros;
    private final double[] bareMicros;
    private final TensorVector bareWeights;
    private final AdamW bareAdamw;
    private final Tensor order;
    private final PointerScope scope = new PointerScope();
    private final Duration warmUp;
    private final long began = System.nanoTime();
    private int round;
    private long start;

    /** @param steps of each in turn */
    private TrainingSteps(String name, ModelSpec spec, List<Integer> shape, int batch, int steps, Effort effort) {
        LibTorch.threads(1);
        this.name = name;
        this.batch = batch;
        this.steps = steps;
        this.micros = new double[effort.least() + 2];
        this.bareMicros = new double[effort.least() + 2];
        this.warmUp = effort.warmUp().multipliedBy(WINDOWS);
        this.examples = random(batch * steps, shape, CLASSES);
        this.model = spec.build(shape, 0);
        this.bareModel = spec.build(shape, 0);
        this.bareWeights = new TensorVector(
                bareModel.weights().stream().map(Weight::tensor).toArray(Tensor[]::new));
        AdamWOptions options = new AdamWOptions(RATE);
        options.weight_decay().put(DECAY);
        this.bareAdamw = new AdamW(bareWeights, options);
        this.order = torch.randperm(examples.rows());
    }

    static Examples random(int rows, List<Integer> shape, int classes) {
        Random random = new Random(1);
        float[] features = new float[shape.stream().reduce(rows, Math::multiplyExact)];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) random.nextGaussian();
        }
        float[] targets = new float[rows];
        for (int i = 0; i < rows; i++) {
            targets[i] = random.nextInt(classes);
        }
        return Examples.of(features, shape, targets, List.of(), classes);
    }

    /** A perceptron 256-256-10 on batches of 64. */
    public static Result mlp(Effort effort) {
        Output output = new Output(CLASSES, Activation.LINEAR);
        Mlp spec = new Mlp(List.of(256), Activation.RELU, List.of(new HeUniform(Fan.IN)), 0, Norm.NONE, output);
        int steps = Math.toIntExact(Math.max(10, 10 * effort.run().toMillis()));
        return run("mlp-68k", spec, List.of(256), 64, steps, effort);
    }

    /** ResNet-18 on batches of 8 images of 32 x 32. */
    public static Result resnet18(Effort effort) {
        ResNet spec = ResNet.resnet18(CLASSES, Stem.SMALL, null);
        return run("resnet18", spec, List.of(3, 32, 32), 8, 2, effort);
    }

    private static Result run(String name, ModelSpec spec, List<Integer> shape, int batch, int steps, Effort effort) {
        try (TrainingSteps race = new TrainingSteps(name, spec, shape, batch, steps, effort)) {
            return race.run();
        }
    }

    private Result run() {
        Recipe recipe = Recipe.of(
                        Loss.named("cross_entropy"), new Adamw(RATE, 0.9, 0.999, 1e-8, DECAY), Budget.steps(STEPS))
                .batch(batch)
                .method(MethodExpression.parse("clip_by_global_norm(1)").chain())
                .evaluations(Evaluations.LAST_ONLY)
                .build();
        try (TrainingLoop loop = new TrainingLoop(model, recipe, new Split(examples, null, null))) {
            loop.listen(this).stopWhen(() -> round == micros.length).run();
        }
        return new Result(
                "training-step",
                name,
                1,
                Times.of(micros),
                Double.NaN,
                "bare loop with AdamW.step",
                Times.of(bareMicros));
    }

    /** After the last step of our turn it is the bare loop's. */
    @Override
    public void stepped(long index, long epoch, double loss, double learningRate, Report report) {
        if (index % steps != 0) {
            return;
        }
        double ours = (System.nanoTime() - start) / 1e3 / steps;
        long bareStart = System.nanoTime();
        for (int i = 0; i < steps; i++) {
            bareStep(i);
        }
        if (bareStart - began > warmUp.toNanos() && round < micros.length) {
            bareMicros[round] = (System.nanoTime() - bareStart) / 1e3 / steps;
            micros[round++] = ours;
        }
        start = System.nanoTime();
    }

    private double bareStep(int i) {
        try (PointerScope inner = new PointerScope()) {
            Tensor rows = order.narrow(0, (long) i * batch, batch);
            Tensor inputs = examples.features().index_select(0, rows);
            Tensor wanted = examples.targets().index_select(0, rows);
            bareAdamw.zero_grad();
            Tensor loss = torch.cross_entropy_loss(bareModel.forward(inputs, true), wanted);
            loss.backward();
            bareAdamw.step();
            return loss.item_double();
        }
    }

    @Override
    public void close() {
        scope.close();
        model.close();
        bareModel.close();
        examples.close();
    }
}
