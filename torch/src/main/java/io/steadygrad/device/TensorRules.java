package io.steadygrad.device;

import io.steadygrad.optimizer.Adadelta;
import io.steadygrad.optimizer.Adafactor;
import io.steadygrad.optimizer.Adagrad;
import io.steadygrad.optimizer.Adam;
import io.steadygrad.optimizer.Adamw;
import io.steadygrad.optimizer.Amsgrad;
import io.steadygrad.optimizer.Lamb;
import io.steadygrad.optimizer.Lars;
import io.steadygrad.optimizer.Lion;
import io.steadygrad.optimizer.Nadam;
import io.steadygrad.optimizer.Optimizer;
import io.steadygrad.optimizer.Rmsprop;
import io.steadygrad.optimizer.Sgd;
import io.steadygrad.optimizer.Signum;
import io.steadygrad.optimizer.Spam;
import io.steadygrad.optimizer.StableAdamw;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** The optimizers' equations, as their own pages have them, over whole tensors; their tests compare them with the host's. */
final class TensorRules {
    private TensorRules() {}

    static TensorRule of(Optimizer optimizer) {
        if (optimizer instanceof Sgd o) {
            return (w, g, m, t, lr) -> sgd(o, w, g, m, lr);
        } else if (optimizer instanceof Adam o) {
            return (w, g, m, t, lr) ->
                    w.sub(adam(plus(g, o.weightDecay(), w), m, t, lr, o.beta1(), o.beta2(), o.eps()));
        } else if (optimizer instanceof Adamw o) {
            return (w, g, m, t, lr) ->
                    times(w, 1 - lr * o.weightDecay()).sub(adam(g, m, t, lr, o.beta1(), o.beta2(), o.eps()));
        } else if (optimizer instanceof Amsgrad o) {
            return (w, g, m, t, lr) -> amsgrad(o, w, plus(g, o.weightDecay(), w), m, t, lr);
        } else if (optimizer instanceof Adagrad o) {
            return (w, g, m, t, lr) -> adagrad(o, w, plus(g, o.weightDecay(), w), m, t, lr);
        } else if (optimizer instanceof Rmsprop o) {
            return (w, g, m, t, lr) -> rmsprop(o, w, plus(g, o.weightDecay(), w), m, lr);
        } else if (optimizer instanceof Adadelta o) {
            return (w, g, m, t, lr) -> adadelta(o, w, plus(g, o.weightDecay(), w), m, lr);
        } else if (optimizer instanceof Nadam o) {
            return (w, g, m, t, lr) -> nadam(o, w, plus(g, o.weightDecay(), w), m, t, lr);
        } else if (optimizer instanceof Lion o) {
            return (w, g, m, t, lr) -> lion(o, w, g, m, lr);
        } else if (optimizer instanceof Signum o) {
            return (w, g, m, t, lr) -> {
                m[0] = average(o.momentum(), m[0], g);
                return w.sub(times(plus(m[0].sign(), o.weightDecay(), w), lr));
            };
        } else if (optimizer instanceof Spam o) {
            return (w, g, m, t, lr) -> spam(o, w, g, m, t, lr);
        } else if (optimizer instanceof Lars o) {
            return (w, g, m, t, lr) -> lars(o, w, g, m, lr);
        } else if (optimizer instanceof Lamb o) {
            return (w, g, m, t, lr) -> lamb(o, w, g, m, t, lr);
        } else if (optimizer instanceof StableAdamw o) {
            return (w, g, m, t, lr) -> stableAdamw(o, w, g, m, t, lr);
        } else if (optimizer instanceof Adafactor o) {
            return (w, g, m, t, lr) -> adafactor(o, w, g, m, t, lr);
        }
        throw new IllegalArgumentException("The optimizer " + optimizer
                + " is only known to work in host memory; on a device take one of the catalogue's, such as adamw");
    }

    /** Whether an update is the same at every step, whatever its number. */
    static boolean timeless(Optimizer optimizer) {
        return optimizer instanceof Sgd
                || optimizer instanceof Rmsprop
                || optimizer instanceof Adadelta
                || optimizer instanceof Lion
                || optimizer instanceof Signum
                || optimizer instanceof Lars
                || (optimizer instanceof Adagrad o && o.lrDecay() == 0);
    }

    private static Tensor sgd(Sgd o, Tensor w, Tensor plain, Tensor[] m, double lr) {
        Tensor g = plus(plain, o.weightDecay(), w);
        if (o.momentum() != 0) {
            m[0] = times(m[0], o.momentum()).add(g);
            g = o.nesterov() ? plus(g, o.momentum(), m[0]) : m[0];
        }
        return plus(w, -lr, g);
    }

    /** What is to be subtracted from the weight. */
    private static Tensor adam(Tensor g, Tensor[] m, long t, double lr, double beta1, double beta2, double eps) {
        m[0] = average(beta1, m[0], g);
        m[1] = average(beta2, m[1], g.mul(g));
        Tensor root = times(m[1].sqrt(), 1 / Math.sqrt(left(beta2, t))).add(new Scalar(eps));
        return times(quotient(m[0], root), lr / left(beta1, t));
    }

    private static Tensor amsgrad(Amsgrad o, Tensor w, Tensor g, Tensor[] m, long t, double lr) {
        m[0] = average(o.beta1(), m[0], g);
        m[1] = average(o.beta2(), m[1], g.mul(g));
        m[2] = m[2].maximum(m[1]);
        Tensor root = times(m[2].sqrt(), 1 / Math.sqrt(left(o.beta2(), t))).add(new Scalar(o.eps()));
        return w.sub(times(quotient(m[0], root), lr / left(o.beta1(), t)));
    }

    private static Tensor adagrad(Adagrad o, Tensor w, Tensor g, Tensor[] m, long t, double lr) {
        m[0] = m[0].add(g.mul(g));
        return plus(
                w, -lr / (1 + (t - 1) * o.lrDecay()), quotient(g, m[0].sqrt().add(new Scalar(o.eps()))));
    }

    private static Tensor rmsprop(Rmsprop o, Tensor w, Tensor g, Tensor[] m, double lr) {
        m[0] = average(o.alpha(), m[0], g.mul(g));
        Tensor spread = m[0];
        if (o.centered()) {
            Tensor mean = average(o.alpha(), m[m.length - 1], g);
            m[m.length - 1] = mean;
            // Rounding of stored moments can bring the variance just below zero.
            spread = m[0].sub(mean.mul(mean)).relu();
        }
        Tensor change = quotient(g, spread.sqrt().add(new Scalar(o.eps())));
        if (o.momentum() > 0) {
            m[1] = times(m[1], o.momentum()).add(change);
            change = m[1];
        }
        return plus(w, -lr, change);
    }

    private static Tensor adadelta(Adadelta o, Tensor w, Tensor g, Tensor[] m, double lr) {
        Scalar eps = new Scalar(o.eps());
        m[0] = average(o.rho(), m[0], g.mul(g));
        Tensor change = m[1].add(eps).sqrt().div(m[0].add(eps).sqrt()).mul(g);
        m[1] = average(o.rho(), m[1], change.mul(change));
        return plus(w, -lr, change);
    }

    private static Tensor nadam(Nadam o, Tensor w, Tensor g, Tensor[] m, long t, double lr) {
        double product = 1;
        for (long i = 1; i <= t && product > 1e-17; i++) {
            product *= mu(o, i);
        }
        double next = mu(o, t + 1);
        m[0] = average(o.beta1(), m[0], g);
        m[1] = average(o.beta2(), m[1], g.mul(g));
        Tensor root = times(m[1].sqrt(), 1 / Math.sqrt(left(o.beta2(), t))).add(new Scalar(o.eps()));
        Tensor step = plus(times(g, lr * (1 - mu(o, t)) / (1 - product)), lr * next / (1 - product * next), m[0]);
        return w.sub(quotient(step, root));
    }

    private static double mu(Nadam o, long t) {
        return o.beta1() * (1 - 0.5 * Math.pow(0.96, t * o.momentumDecay()));
    }

    private static Tensor lion(Lion o, Tensor w, Tensor g, Tensor[] m, double lr) {
        Tensor direction = average(o.beta1(), m[0], g).sign();
        m[0] = average(o.beta2(), m[0], g);
        return w.sub(times(plus(direction, o.weightDecay(), w), lr));
    }

    private static Tensor spam(Spam o, Tensor w, Tensor g, Tensor[] m, long t, double lr) {
        long since = (t - 1) % o.interval() + 1;
        double grown =
                t > o.interval() && since <= o.warmup() ? lr * (1 - Math.cos(Math.PI * since / o.warmup())) / 2 : lr;
        if (since == 1) {
            m[0] = torch.zeros_like(m[0]);
            m[1] = torch.zeros_like(m[1]);
        }
        Tensor most = times(m[1], o.threshold());
        Tensor spike = most.gt(new Scalar(0.0)).logical_and(g.mul(g).gt(most));
        Tensor calm = torch.where(spike, most.sqrt().copysign(g), g);
        return times(w, 1 - grown * o.weightDecay()).sub(adam(calm, m, since, grown, o.beta1(), o.beta2(), o.eps()));
    }

    private static Tensor lars(Lars o, Tensor w, Tensor g, Tensor[] m, double lr) {
        Tensor ofWeight = w.norm();
        Tensor ofGradient = g.norm();
        Tensor ratio = times(ofWeight, o.coefficient())
                .div(plus(ofGradient, o.weightDecay(), ofWeight).add(new Scalar(o.eps())));
        Tensor trusted = oneWhereZero(ratio, ofWeight.mul(ofGradient));
        m[0] = times(m[0], o.momentum()).add(times(trusted, lr).mul(plus(g, o.weightDecay(), w)));
        return w.sub(m[0]);
    }

    private static Tensor lamb(Lamb o, Tensor w, Tensor g, Tensor[] m, long t, double lr) {
        m[0] = average(o.beta1(), m[0], g);
        m[1] = average(o.beta2(), m[1], g.mul(g));
        Tensor root = times(m[1], 1 / left(o.beta2(), t)).sqrt().add(new Scalar(o.eps()));
        Tensor direction = plus(quotient(times(m[0], 1 / left(o.beta1(), t)), root), o.weightDecay(), w);
        Tensor ofWeight = w.norm();
        Tensor ofStep = direction.norm();
        Tensor trusted = oneWhereZero(ofWeight.div(ofStep), ofWeight.mul(ofStep));
        return w.sub(times(trusted, lr).mul(direction));
    }

    private static Tensor stableAdamw(StableAdamw o, Tensor w, Tensor g, Tensor[] m, long t, double lr) {
        m[0] = average(debiased(o.beta1(), t), m[0], g);
        m[1] = average(debiased(o.beta2(), t), m[1], g.mul(g));
        Tensor floor = torch.full_like(m[1], new Scalar(o.eps() * o.eps()));
        Tensor excess = g.mul(g).div(m[1].maximum(floor)).mean().sqrt();
        Tensor calmed =
                torch.reciprocal(excess.maximum(torch.ones_like(excess))).mul(new Scalar(lr));
        Tensor kept = w.sub(times(calmed, o.weightDecay()).mul(w));
        return kept.sub(calmed.mul(quotient(m[0], m[1].sqrt().add(new Scalar(o.eps())))));
    }

    private static double debiased(double beta, long t) {
        return beta * (1 - Math.pow(beta, t - 1.0)) / (1 - Math.pow(beta, (double) t));
    }

    private static Tensor adafactor(Adafactor o, Tensor w, Tensor g, Tensor[] m, long t, double lr) {
        double fresh = Math.pow(t, o.beta2Decay());
        Tensor square = g.mul(g);
        Tensor v;
        if (w.dim() < 2) {
            m[0] = finite(average(
                    1 - fresh,
                    m[0].reshape(-1),
                    square.add(new Scalar(o.eps1())).reshape(-1)));
            v = m[0].view(w.shape());
        } else {
            Tensor byRow = square.mean(-1).add(new Scalar(o.eps1()));
            Tensor byColumn = square.mean(-2).add(new Scalar(o.eps1()));
            m[0] = finite(average(1 - fresh, m[0].reshape(-1), byRow.reshape(-1)));
            m[1] = finite(average(1 - fresh, m[1].reshape(-1), byColumn.reshape(-1)));
            Tensor rows = m[0].view(byRow.shape()).unsqueeze(-1);
            Tensor columns = m[1].view(byColumn.shape()).unsqueeze(-2);
            Tensor mean = finite(rows.mean(new long[] {-2}, true, new ScalarTypeOptional()));
            v = rows.mul(columns.div(torch.where(mean.eq(new Scalar(0.0)), torch.ones_like(mean), mean)));
        }
        Tensor u = quotient(g, v.sqrt());
        Tensor limit = times(u.mul(u).mean().sqrt(), 1 / o.d());
        Tensor rms = w.mul(w).mean().sqrt();
        Tensor size =
                rms.maximum(torch.full_like(rms, new Scalar(o.eps2()))).div(limit.maximum(torch.ones_like(limit)));
        return times(w, 1 - lr * o.weightDecay())
                .sub(times(size, Math.min(lr, 1 / Math.sqrt((double) t))).mul(u));
    }

    /** Infinity becomes the largest number, so that no quotient of two averages is NaN. */
    private static Tensor finite(Tensor values) {
        return Changes.clamp(values, Double.MAX_VALUE);
    }

    private static Tensor average(double decay, Tensor past, Tensor now) {
        return plus(times(past, decay), 1 - decay, now);
    }

    private static Tensor times(Tensor values, double factor) {
        return values.mul(new Scalar(factor));
    }

    private static Tensor plus(Tensor values, double factor, Tensor others) {
        return factor == 0 ? values : values.add(others.mul(new Scalar(factor)));
    }

    /** How much of its past an average of t numbers does not have: 1 - decay^t. */
    private static double left(double decay, long t) {
        return 1 - Math.pow(decay, (double) t);
    }

    /** 0 where the divisor is. */
    private static Tensor quotient(Tensor values, Tensor divisor) {
        return values.div(divisor).masked_fill(divisor.eq(new Scalar(0.0)), new Scalar(0.0));
    }

    private static Tensor oneWhereZero(Tensor values, Tensor product) {
        return values.masked_fill(product.eq(new Scalar(0.0)), new Scalar(1.0));
    }
}
