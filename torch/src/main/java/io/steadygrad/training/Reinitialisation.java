package io.steadygrad.training;

import io.steadygrad.gradient.Elements;
import io.steadygrad.gradient.Parameter;
import io.steadygrad.initializer.Draw;
import io.steadygrad.initializer.Orthogonal;
import io.steadygrad.initializer.WeightShape;
import io.steadygrad.model.Model;
import io.steadygrad.model.Recurrence;
import io.steadygrad.model.Tap;
import io.steadygrad.model.Weight;
import io.steadygrad.torch.TensorElements;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Draws a model's weights anew so that every layer passes a signal on, the architecture kept: each weight is orthonormal, then scaled
 * so that what the layer makes of a training batch has unit variance, layer after layer in the order of the forward pass; biases are
 * set so that each unit's mean is 0. Recurrent weights start as {@link RecurrentStart} says; what drives them is smaller, because states add it up.
 * Weights that no tap can see the work of (embeddings, scales of normalisations) stay.
 *
 * <p>In narrow networks many drawings lose the rows on the way: of eight layers of five ReLUs about half die, and of the others a third let only a line
 * through. So up to {@value #ATTEMPTS} are made, until behind each hidden layer the rows spread in at least {@value #ENOUGH} directions (the participation ratio of
 * the outputs' covariance); else the best stays. Recurrent networks get one.
 *
 * <p><b>Edges.</b> Where sums of other rows go astray, as behind exponentials, all is done again for half the deviation, down to 1/16. A layer whose sum does not depend on the batch is not scaled. <b>Cost.</b> Three forward passes or a few more.
 * <p><b>Source.</b> Layer-sequential unit variance: Mishkin and Matas, "All you need is a good init" (2016), algorithm 1.
 * <b>Differs.</b> One scaling suffices, because a sum is linear in its weights and is handed on scaled. The means are taken out too, as
 * Salimans and Kingma (2016, weight normalisation, section 3) do: behind sigmoids, which put out 0.5 and little around it, scaling alone
 * would drive the next layer to its flat end.
 */
final class Reinitialisation implements Tap {
    /** Standard deviation of what drives a recurrent state. */
    private static final double DRIVE = 0.5;

    /** Standard deviations that a sum may lie from 0 for rows that were not scaled on. */
    private static final double FARTHEST = 30;

    private static final double LEAST = 0.05;

    /** Drawings at most until one keeps rows apart. */
    private static final int ATTEMPTS = 16;

    /** Directions in which rows spread behind a layer that more than a line came through. */
    private static final double ENOUGH = 1.5;

    private final Map<String, Weight> weights = new HashMap<>();
    private final Map<String, Recurrence> recurrences = new HashMap<>();
    private final Set<String> seen = new HashSet<>();
    private final long seed;
    private final int draw;
    private boolean scaling;
    private double target = 1;
    private int attempt;
    private final List<Double> directions = new ArrayList<>();
    private double largest;

    private Reinitialisation(Model model, long seed, int draw) {
        this.seed = seed;
        this.draw = draw;
        model.recurrences().forEach(each -> recurrences.put(each.layer(), each));
        model.weights().forEach(weight -> weights.put(weight.parameter().name(), weight));
    }

    /**
     * @param inputs of one batch, {@code others} of rows that were not scaled on
     * @param draw which of many
     * @return false where the model's layers cannot be reached; then nothing has changed
     */
    static boolean apply(Model model, Tensor inputs, Tensor others, long seed, int draw) {
        Reinitialisation anew = new Reinitialisation(model, seed, draw);
        try {
            model.tap(anew);
        } catch (UnsupportedOperationException closed) {
            return false;
        }
        try (PointerScope scope = new PointerScope();
                AutoGradMode off = new AutoGradMode(false)) {
            model.forward(inputs, true);
            int best = 0;
            double most = -1;
            for (int attempt = 0; attempt < ATTEMPTS && most < ENOUGH; attempt++) {
                double directions = anew.start(model, inputs, others, attempt);
                if (directions > most) {
                    most = directions;
                    best = attempt;
                }
            }
            if (anew.attempt != best) {
                anew.start(model, inputs, others, best);
            }
        } finally {
            model.tap(null);
        }
        return true;
    }

    /** @return directions in which the narrowest hidden layer still tells rows apart */
    private double start(Model model, Tensor inputs, Tensor others, int attempt) {
        this.attempt = attempt;
        target = 1;
        do {
            draw();
            scaling = true;
            model.forward(inputs, true);
            scaling = false;
            largest = 0;
            directions.clear();
            model.forward(others, true);
            target /= 2;
        } while (!(largest < FARTHEST) && target > LEAST);
        return directions.stream()
                .limit(Math.max(0, directions.size() - 1)) // the last one is the output
                .mapToDouble(Double::doubleValue)
                .min()
                .orElse(ENOUGH);
    }

    private void draw() {
        for (Weight weight : weights.values()) {
            if (seen.contains(weight.parameter().layer())) {
                double[] numbers = numbers(weight.parameter());
                TensorElements.of(weight.tensor()).write(0, numbers, numbers.length);
            }
        }
    }

    /** Zeros for a bias. */
    private double[] numbers(Parameter weight) {
        long[] block = weight.shape().stream().mapToLong(Long::longValue).toArray();
        int size = Math.toIntExact(Arrays.stream(block).reduce(1, Math::multiplyExact));
        double[] numbers = new double[size];
        if (block.length > 1) {
            Recurrence recurrence = weight.name().endsWith(".weight_hh") ? recurrences.get(weight.layer()) : null;
            if (recurrence != null) {
                int units = Math.toIntExact(block[1]);
                return RecurrentStart.weights(
                        recurrence.cell(), units, Math.toIntExact(block[0]), random(weight.name()));
            }
            return new Orthogonal(1).draw(WeightShape.of(block), random(weight.name()));
        }
        return numbers;
    }

    private RandomGenerator random(String what) {
        return Draw.generator(seed, "reinitialise " + draw + (attempt == 0 ? "" : "." + attempt) + " " + what);
    }

    @Override
    public Tensor through(String layer, Tensor activation) {
        if (!scaling && recurrences.isEmpty()) {
            directions.add(directions(activation));
        }
        return activation;
    }

    /** How many directions the rows spread in: (sum of variances)^2 / sum of squared covariances, 1 for a line. */
    private static double directions(Tensor activation) {
        Tensor units = activation.dim() == 4 ? activation.transpose(1, 3) : activation;
        Tensor flat = units.reshape(-1, units.size(-1)).to(torch.ScalarType.Double);
        Tensor centred = flat.sub(flat.mean(0));
        Tensor covariance = centred.t().matmul(centred);
        double trace = covariance.trace().item_double();
        double squares = covariance.square().sum().item_double();
        return squares > 0 ? trace * trace / squares : 0;
    }

    @Override
    public Tensor sum(String layer, Tensor sum) {
        Weight own = weights.get(layer + ".weight");
        Weight weight = own == null ? weights.get(layer + ".weight_ih") : own;
        if (weight == null) {
            return sum;
        }
        if (!scaling) {
            seen.add(layer);
            double farthest = sum.abs().max().item_double() / target;
            largest = Math.max(largest, farthest); // NaN stays
            return sum;
        }
        boolean image = sum.dim() == 4;
        Tensor units = image ? sum.transpose(1, 3) : sum;
        Tensor flat = units.reshape(-1, units.size(-1));
        Tensor mean = flat.mean(0);
        double deviation = Math.sqrt(flat.sub(mean).square().mean().item_double());
        if (!(deviation > 0) || Double.isInfinite(deviation)) {
            return sum;
        }
        double scale = (own == null ? DRIVE : 1) * target / deviation;
        weight.tensor().mul_(new Scalar(scale));
        Tensor bias = bias(layer);
        if (bias == null) {
            return sum.mul(new Scalar(scale));
        }
        Tensor centred = mean.mul(new Scalar(-scale));
        bias.copy_(centred);
        Recurrence recurrence = recurrences.get(layer);
        if (recurrence != null) {
            start(recurrence, TensorElements.of(bias), sum.size(1));
            centred = bias;
        }
        Tensor offset = image ? centred.reshape(1, -1, 1, 1) : centred;
        return sum.mul(new Scalar(scale)).add(offset);
    }

    private void start(Recurrence recurrence, Elements bias, long time) {
        Tensor weight = recurrence.weight();
        double[] weights = new double[Math.toIntExact(weight.numel())];
        TensorElements.of(weight).read(0, weights, weights.length);
        int units = Math.toIntExact(weight.size(1));
        double[] more =
                RecurrentStart.bias(recurrence.cell(), units, weights, time, random(recurrence.layer() + ".bias"));
        double[] all = new double[more.length];
        bias.read(0, all, all.length);
        for (int i = 0; i < all.length; i++) {
            all[i] += more[i];
        }
        bias.write(0, all, all.length);
    }

    private @Nullable Tensor bias(String layer) {
        Weight bias = weights.get(layer + ".bias");
        Weight found = bias == null ? weights.get(layer + ".bias_ih") : bias;
        return found == null ? null : found.tensor();
    }
}
