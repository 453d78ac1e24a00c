"""Where optimizers lead, worked out apart from the Java: by PyTorch where it has the optimizer, else in NumPy
straight from the papers' algorithms.

    python3 trajectories.py torch > torch.txt      needs PyTorch, whose version the first line gives; NAdam of 1.13 was wrong
    python3 trajectories.py papers > papers.txt    needs NumPy only

A line is: expression; step; all weights after that step. Everything is float64. Start, gradients and learning rates come
from a rule that any language can repeat to the bit: see `numbers`, `gradients` and `rate`.
"""
import math
import sys

import numpy as np

SHAPES = [(2, 3), (3,), (2, 2, 3), ()]
SHOWN = (1, 2, 3, 10, 60)


def numbers(seed):
    """Multiples of 2^-31 from -1 to below 1."""
    state = seed
    while True:
        state = (1664525 * state + 1013904223) % 2**32
        yield state / 2**31 - 1


def start():
    stream = numbers(1)
    return [np.array([next(stream) for _ in range(int(np.prod(s)))]).reshape(s) for s in SHAPES]


def gradients(stream, t):
    """Magnitudes over four binary orders, a zero in every seventh place, a spike at step 20, nothing at step 30."""
    found = []
    k = 0
    for shape in SHAPES:
        flat = []
        for _ in range(int(np.prod(shape))):
            k += 1
            value = next(stream) * 2.0 ** (k % 5 - 3)
            if (k + t) % 7 == 0 or t == 30:
                value = 0.0
            flat.append(value * (1024 if t == 20 else 1))
        found.append(np.array(flat).reshape(shape))
    return found


def rate(lr, t):
    """The learning rate changes from step to step, as a schedule would have it."""
    return lr * (1.0, 0.5, 0.25)[t % 3]


def show(expression, step):
    """step(w, g, t, k): the new weights of tensor k."""
    weights = start()
    stream = numbers(2)
    for t in range(1, 61):
        now = gradients(stream, t)
        weights = [np.asarray(step(w, g, t, k)) for k, (w, g) in enumerate(zip(weights, now))]
        if t in SHOWN:
            print(expression + "; " + str(t) + "; " + " ".join(repr(float(x)) for w in weights for x in w.ravel()))


# The papers' algorithms, one function each; `s` is the memory of one tensor.

def remembering(rule):
    """Gives every tensor a memory of its own."""
    memory = {}
    return lambda w, g, t, k: rule(w, g, t, memory.setdefault(k, {}))


def norm(x):
    return math.sqrt(float(np.sum(x * x)))


def rms(x):
    return math.sqrt(float(np.mean(x * x)))


def lion(lr, b1=0.9, b2=0.99, wd=0.0):
    """Chen et al. 2023, program 1."""
    def rule(w, g, t, s):
        m = s.get("m", np.zeros_like(w))
        update = np.sign(b1 * m + (1 - b1) * g)
        s["m"] = b2 * m + (1 - b2) * g
        return w - rate(lr, t) * (update + wd * w)
    return remembering(rule)


def signum(lr, beta=0.9, wd=0.0):
    """Bernstein et al. 2018, algorithm 2."""
    def rule(w, g, t, s):
        s["m"] = beta * s.get("m", np.zeros_like(w)) + (1 - beta) * g
        return w - rate(lr, t) * (np.sign(s["m"]) + wd * w)
    return remembering(rule)


def lars(lr, momentum=0.9, eta=0.001, wd=0.0, eps=0.0):
    """You, Gitman, Ginsburg 2017, algorithm 1: the global rate times the local one, inside the momentum."""
    def rule(w, g, t, s):
        nw, ng = norm(w), norm(g)
        local = 1.0 if nw == 0 or ng == 0 else eta * nw / (ng + wd * nw + eps)
        s["v"] = momentum * s.get("v", np.zeros_like(w)) + rate(lr, t) * local * (g + wd * w)
        return w - s["v"]
    return remembering(rule)


def lamb(lr, b1=0.9, b2=0.999, eps=1e-6, wd=0.0):
    """You et al. 2020, algorithm 2, phi(z) = z."""
    def rule(w, g, t, s):
        s["m"] = b1 * s.get("m", np.zeros_like(w)) + (1 - b1) * g
        s["v"] = b2 * s.get("v", np.zeros_like(w)) + (1 - b2) * g * g
        r = (s["m"] / (1 - b1**t)) / (np.sqrt(s["v"] / (1 - b2**t)) + eps) + wd * w
        nw, nr = norm(w), norm(r)
        phi = 1.0 if nw == 0 or nr == 0 else nw / nr
        return w - rate(lr, t) * phi * r
    return remembering(rule)


def spam(lr, b1=0.9, b2=0.999, eps=1e-6, theta=5000.0, interval=500, warmup=150, wd=0.0):
    """Huang et al. 2025, algorithm 1: spike-aware clipping, momentum reset, cosine warm-up after a reset."""
    def rule(w, g, t, s):
        if t == 1 or (t - 1) % interval == 0:
            s["m"], s["v"], s["n"] = np.zeros_like(w), np.zeros_like(w), 0
            s["resets"] = s.get("resets", -1) + 1
        s["n"] += 1
        spikes = (s["v"] > 0) & (g * g > theta * s["v"])
        g = np.where(spikes, np.sign(g) * np.sqrt(theta * s["v"]), g)
        h = rate(lr, t)
        if s["resets"] > 0 and s["n"] <= warmup:
            h *= 0.5 * (1 - math.cos(math.pi * s["n"] / warmup))
        s["m"] = b1 * s["m"] + (1 - b1) * g
        s["v"] = b2 * s["v"] + (1 - b2) * g * g
        w = w * (1 - h * wd)
        return w - h * (s["m"] / (1 - b1 ** s["n"])) / (np.sqrt(s["v"] / (1 - b2 ** s["n"])) + eps)
    return remembering(rule)


def stable_adamw(lr, b1=0.9, b2=0.99, eps=1e-8, wd=0.01):
    """Wortsman et al. 2023, algorithm 2."""
    def rule(w, g, t, s):
        h1 = b1 * (1 - b1 ** (t - 1)) / (1 - b1**t)
        h2 = b2 * (1 - b2 ** (t - 1)) / (1 - b2**t)
        s["m"] = h1 * s.get("m", np.zeros_like(w)) + (1 - h1) * g
        s["v"] = h2 * s.get("v", np.zeros_like(w)) + (1 - h2) * g * g
        q = math.sqrt(float(np.mean(g * g / np.maximum(s["v"], eps * eps))))
        h = rate(lr, t) / max(1.0, q)
        return w - h * wd * w - h * s["m"] / (np.sqrt(s["v"]) + eps)
    return remembering(rule)


def adafactor(lr=0.01, decay=-0.8, eps1=1e-30, eps2=1e-3, d=1.0, wd=0.0):
    """Shazeer, Stern 2018, algorithms 4 and 5 with sums, as printed; lr takes the place of the constant 1e-2."""
    def rule(w, g, t, s):
        h = rate(lr, t)
        beta = 1 - t**decay
        alpha = max(eps2, rms(w)) * min(h, 1 / math.sqrt(t))
        square = g * g + eps1
        if g.ndim > 1:
            s["r"] = beta * s.get("r", 0.0) + (1 - beta) * square.sum(axis=-1)
            s["c"] = beta * s.get("c", 0.0) + (1 - beta) * square.sum(axis=-2)
            v = s["r"][..., :, None] * s["c"][..., None, :] / s["r"].sum(axis=-1)[..., None, None]
        else:
            s["v"] = beta * s.get("v", 0.0) + (1 - beta) * square
            v = s["v"]
        u = g / np.sqrt(v)
        u = u / max(1.0, rms(u) / d)
        return w - h * wd * w - alpha * u
    return remembering(rule)


def papers():
    show("lion(0.01)", lion(0.01))
    show("lion(0.02, beta1=0.5, beta2=0.75, weight_decay=0.5)", lion(0.02, 0.5, 0.75, 0.5))
    show("signum(0.01)", signum(0.01))
    show("signum(0.02, momentum=0, weight_decay=0.5)", signum(0.02, 0.0, 0.5))
    show("lars(10)", lars(10.0))
    show("lars(0.5, momentum=0.5, coefficient=0.25, weight_decay=0.5, eps=0.125)", lars(0.5, 0.5, 0.25, 0.5, 0.125))
    show("lamb(0.01)", lamb(0.01))
    show("lamb(0.02, beta1=0.5, beta2=0.75, eps=0.001, weight_decay=0.5)", lamb(0.02, 0.5, 0.75, 0.001, 0.5))
    show("spam(0.01)", spam(0.01))
    show("spam(0.02, beta1=0.5, beta2=0.9, eps=0.001, threshold=4, interval=8, warmup=3, weight_decay=0.5)",
         spam(0.02, 0.5, 0.9, 0.001, 4.0, 8, 3, 0.5))
    show("stable_adamw(0.01)", stable_adamw(0.01))
    show("stable_adamw(0.02, beta1=0.5, beta2=0.9, eps=0.001, weight_decay=0.5)",
         stable_adamw(0.02, 0.5, 0.9, 0.001, 0.5))
    show("adafactor", adafactor())
    show("adafactor(0.5, beta2_decay=-0.5, eps1=0.001, eps2=0.75, d=0.5, weight_decay=0.25)",
         adafactor(0.5, -0.5, 0.001, 0.75, 0.5, 0.25))
    show("adafactor(1, beta2_decay=-1, d=4)", adafactor(1.0, -1.0, d=4.0))


def with_torch(torch, make, lr):
    """The same steps by one of PyTorch's own optimizers, one per tensor."""
    held = {}

    def step(w, g, t, k):
        if k not in held:
            p = torch.nn.Parameter(torch.tensor(w, dtype=torch.float64))
            held[k] = (p, make([p]))
        p, optimizer = held[k]
        p.grad = torch.tensor(g, dtype=torch.float64)
        for group in optimizer.param_groups:
            group["lr"] = rate(lr, t)
        optimizer.step()
        return p.detach().numpy().copy()
    return step


def by_torch():
    import torch
    # Else NAdam keeps its product of decays in float32.
    torch.set_default_dtype(torch.float64)
    print("# PyTorch " + torch.__version__)
    o = torch.optim

    def one(expression, kind, lr, **options):
        show(expression, with_torch(torch, lambda p: kind(p, lr=lr, **options), lr))

    one("sgd(0.05)", o.SGD, 0.05)
    one("sgd(0.05, momentum=0.9)", o.SGD, 0.05, momentum=0.9)
    one("sgd(0.05, momentum=0.5, nesterov=true, weight_decay=0.25)", o.SGD, 0.05,
        momentum=0.5, nesterov=True, weight_decay=0.25)
    one("adagrad", o.Adagrad, 0.01)
    one("adagrad(0.1, eps=0.001, initial_accumulator=0.5, lr_decay=0.125, weight_decay=0.25)", o.Adagrad, 0.1,
        eps=0.001, initial_accumulator_value=0.5, lr_decay=0.125, weight_decay=0.25)
    one("rmsprop", o.RMSprop, 0.01)
    one("rmsprop(0.02, alpha=0.75, eps=0.001, momentum=0.5, weight_decay=0.25)", o.RMSprop, 0.02,
        alpha=0.75, eps=0.001, momentum=0.5, weight_decay=0.25)
    one("rmsprop(0.02, centered=true, eps=0.001)", o.RMSprop, 0.02, centered=True, eps=0.001)
    one("rmsprop(0.02, alpha=0.75, centered=true, eps=0.001, momentum=0.5)", o.RMSprop, 0.02,
        alpha=0.75, centered=True, eps=0.001, momentum=0.5)
    one("adadelta", o.Adadelta, 1.0)
    one("adadelta(0.5, rho=0.5, eps=0.001, weight_decay=0.25)", o.Adadelta, 0.5, rho=0.5, eps=0.001, weight_decay=0.25)
    one("adam", o.Adam, 0.001)
    one("adam(0.02, beta1=0.5, beta2=0.75, eps=0.001, weight_decay=0.25)", o.Adam, 0.02,
        betas=(0.5, 0.75), eps=0.001, weight_decay=0.25)
    one("adamw", o.AdamW, 0.001)
    one("adamw(0.02, beta1=0.5, beta2=0.75, eps=0.001, weight_decay=0.25)", o.AdamW, 0.02,
        betas=(0.5, 0.75), eps=0.001, weight_decay=0.25)
    one("amsgrad", o.Adam, 0.001, amsgrad=True)
    one("amsgrad(0.02, beta1=0.5, beta2=0.75, eps=0.001, weight_decay=0.25)", o.Adam, 0.02,
        betas=(0.5, 0.75), eps=0.001, weight_decay=0.25, amsgrad=True)
    one("nadam", o.NAdam, 0.002)
    one("nadam(0.02, beta1=0.5, beta2=0.75, eps=0.001, momentum_decay=0.5, weight_decay=0.25)", o.NAdam, 0.02,
        betas=(0.5, 0.75), eps=0.001, momentum_decay=0.5, weight_decay=0.25)
    # PyTorch's eps1 stands elsewhere than the paper's: as good as none here, so that the rest can be compared.
    one("adafactor(eps1=0)", o.Adafactor, 0.01, eps=(1e-150, 1e-3))
    one("adafactor(0.5, beta2_decay=-0.5, eps1=0, eps2=0.75, d=2, weight_decay=0.25)", o.Adafactor, 0.5,
        beta2_decay=-0.5, eps=(1e-150, 0.75), d=2.0, weight_decay=0.25)


if __name__ == "__main__":
    {"papers": papers, "torch": by_torch}[sys.argv[1]]()
