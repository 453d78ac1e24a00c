"""What every method of the catalogue computes, written a second time from its formulas, in NumPy and float64.

It is the plain reading of the mathematics: every tensor is changed as soon as its method has decided, nothing is fused,
derived or saved. The Java methods must agree with it. Nothing here was taken from them.
"""

import copy
import fnmatch
import math
import re

import numpy as np

inf = math.inf
LARGEST = {"float64": np.finfo(np.float64).max, "float32": float(np.finfo(np.float32).max)}


class Rejected(Exception):
    """The step is not to be taken: gradients stay as they came."""

    def __init__(self, why="", by=None):
        self.by = by


class Failed(Rejected):
    """The run is given up."""


class Tensor:
    """A named gradient with its weight. `units` is the axis that counts output units."""

    def __init__(self, name, gradient, weight, units=0, group="default"):
        self.name, self.g, self.w, self.units, self.group = name, gradient, np.asarray(weight), units, group
        self.factor = 1.0  # what all its entries were multiplied by so far; NaN when that is not one number

    def __setattr__(self, name, value):
        # NumPy turns arrays of rank 0 into scalars at every chance.
        super().__setattr__(name, np.array(value) if name == "g" else value)

    @property
    def layer(self):
        return self.name.rsplit(".", 1)[0]


class Step:
    def __init__(self, index, epoch=None, loss=None):
        self.index, self.epoch, self.loss = index, epoch, loss


# Magnitudes


def magnitude(norm, values):
    """A norm that neither overflows nor underflows: everything is divided by the largest entry first."""
    values = np.abs(np.asarray(values, dtype=np.float64)).ravel()
    if values.size == 0:
        return 0.0
    largest = values.max()
    if norm == "linf" or largest == 0 or not np.isfinite(largest):
        return float(largest)
    if norm == "rms":
        return float(largest * math.sqrt(np.mean((values / largest) ** 2)))
    p = {"l1": 1.0, "l2": 2.0}.get(norm) or norm[1]
    return float(largest * math.fsum((values / largest) ** p) ** (1 / p))


def all_of(tensors, what="g"):
    return np.concatenate([getattr(t, what).ravel() for t in tensors] or [np.zeros(0)])


def global_norm(tensors, norm="l2"):
    return magnitude(norm, all_of(tensors))


def unit_axes(tensor):
    """The axes that one unit spans; a tensor of rank 0 or 1 is one unit."""
    axes = range(tensor.g.ndim)
    return tuple(a for a in axes if tensor.g.ndim < 2 or a != tensor.units)


def rescale(tensor, target, present):
    """g * target / present, without forming a factor that may be too large or too small for float64."""
    with np.errstate(all="ignore"):
        if present == 0:
            return
        tensor.g = tensor.g / present * target
        tensor.factor = tensor.factor * (target / present)


def parts(tensors, scope):
    key = {
        "tensor": lambda t: t.name,
        "layer": lambda t: t.layer,
        "group": lambda t: t.group,
        "global": lambda t: "all",
    }[scope]
    groups = {}
    for t in tensors:
        groups.setdefault(key(t), []).append(t)
    return groups.values()


class Method:
    """One method with its memory: `change` alters the tensors in place; `threshold` is what bit, None if it is not one number."""

    guard = False
    threshold = math.nan

    def change(self, tensors, step):
        raise NotImplementedError

    def rejected(self, tensors, step, why):
        """Called with the gradients as they came, after the memory was set back, when any method rejected the step."""


# The band and its names


class band(Method):
    def __init__(self, low, high, scope="element", norm="l2", max_factor=inf, floor=0):
        self.low, self.high, self.scope, self.norm = low, high, scope, norm
        self.max_factor, self.floor = max_factor, floor

    def bounded(self, m):
        wanted = min(max(m, self.low), self.high)
        if wanted > m:
            if m < self.floor:
                return m
            wanted = min(wanted, m * self.max_factor)
        return wanted

    def note(self, m, wanted):
        if wanted < m:
            self.bit.add(self.high)
        elif wanted > m > 0:
            self.bit.add(self.low)

    def change(self, tensors, step):
        self.bit = set()
        if self.scope == "element":
            for t in tensors:
                size = np.abs(t.g)
                wanted = np.array([self.bounded(m) for m in size.ravel()]).reshape(size.shape)
                moved = (wanted != size) & (size > 0)
                for m, w in zip(size[moved].ravel(), wanted[moved].ravel()):
                    self.note(m, w)
                t.g = np.where(moved, np.sign(t.g) * wanted, t.g)
                if moved.any() or self.low > 0:
                    t.factor = math.nan
        elif self.scope == "unit":
            for t in tensors:
                whole = t.g.ndim < 2
                for u in range(1 if whole else t.g.shape[t.units]):
                    at = ... if whole else tuple([slice(None)] * t.units + [u])
                    m = magnitude(self.norm, t.g[at])
                    wanted = self.bounded(m)
                    self.note(m, wanted)
                    if wanted != m and m > 0:
                        t.g[at] = t.g[at] / m * wanted
                        t.factor = math.nan
        else:
            for group in parts(tensors, self.scope):
                m = global_norm(group, self.norm)
                wanted = self.bounded(m)
                self.note(m, wanted)
                if wanted != m:
                    for t in group:
                        rescale(t, wanted, m)
        self.threshold = self.bit.pop() if len(self.bit) == 1 else (None if self.bit or self.low > 0 else math.nan)


def clip_by_value(limit):
    return band(0, limit)


def clip_by_norm(max_norm, norm="l2", scope="tensor"):
    return band(0, max_norm, scope, norm)


def clip_by_global_norm(max_norm, norm="l2"):
    return band(0, max_norm, "global", norm)


def clip_by_block_rms(threshold):
    return band(0, threshold, "tensor", "rms")


def limit_max(limit, scope="global"):
    return band(0, limit, scope, "linf")


def amplify(low, norm="l2", scope="tensor", max_factor=1000, floor=1e-30):
    return band(low, inf, scope, norm, max_factor, floor)


def normalize(scope="global", scale=1, norm="l2"):
    return band(scale, scale, scope, norm)


def sign(scale=1):
    return band(scale, scale)


def renormalize_layer():
    return normalize("layer")


def renormalize_param():
    return normalize("tensor")


def article(gamma=0.1, reading="element"):
    if reading == "add":
        return add_sign(gamma)
    return {
        "element": lambda: band(gamma, gamma),
        "max": lambda: band(gamma, gamma, "global", "linf"),
        "norm": lambda: band(gamma, gamma, "global", "l2"),
    }[reading]()


class add_sign(Method):
    threshold = None

    def __init__(self, amount):
        self.amount = amount

    def change(self, tensors, step):
        for t in tensors:
            t.g, t.factor = t.g + self.amount * np.sign(t.g), math.nan


class agc(Method):
    threshold = None

    def __init__(self, clipping=0.01, eps=1e-3):
        self.clipping, self.eps = clipping, eps

    def change(self, tensors, step):
        for t in tensors:
            axes = unit_axes(t)
            w = np.sqrt(np.sum(t.w**2, axis=axes, keepdims=True))
            largest = np.max(np.abs(t.g), axis=axes, keepdims=True, initial=0)
            scaled = t.g / np.where(largest == 0, 1, largest)
            g = largest * np.sqrt(np.sum(scaled**2, axis=axes, keepdims=True))
            limit = self.clipping * np.maximum(w, self.eps)
            if np.any(g > limit):
                t.g = np.where(g > limit, t.g / np.where(g == 0, 1, g) * limit, t.g)
                t.factor = math.nan


# Adaptive thresholds


def clip_all(tensors, limit):
    n = global_norm(tensors)
    if n > limit:
        for t in tensors:
            rescale(t, limit, n)
        return limit
    return math.nan


class autoclip(Method):
    def __init__(self, percentile=10, history=10000):
        self.percentile, self.history, self.norms = percentile, history, []

    def change(self, tensors, step):
        n = global_norm(tensors)
        if n > 0:
            self.norms = (self.norms + [n])[-self.history :]
            self.threshold = clip_all(tensors, np.percentile(self.norms, self.percentile))
        else:
            self.threshold = math.nan


class zclip(Method):
    def __init__(self, z=2.5, alpha=0.97, warmup=25, max_norm=1.0, spike="reciprocal"):
        self.z, self.alpha, self.warmup, self.max_norm, self.spike = z, alpha, warmup, max_norm, spike
        self.first = []
        self.mean = self.sd = 0.0

    def change(self, tensors, step):
        n = global_norm(tensors)
        limit = inf
        if n > 0 and len(self.first) < self.warmup:
            self.first.append(n)
            self.mean = np.mean(self.first)
            self.sd = magnitude("rms", np.array(self.first) - self.mean)
        elif n > 0:
            sd = self.sd
            s = (n - self.mean) / (sd + 1e-6)
            if s > self.z:
                limit = {
                    "reciprocal": self.mean + self.z * sd / (s / self.z),
                    "mean": self.mean,
                    "percentile": self.mean + self.z * sd,
                }[self.spike]
            kept = min(n, limit)
            self.mean = self.alpha * self.mean + (1 - self.alpha) * kept
            self.sd = math.hypot(math.sqrt(self.alpha) * sd, math.sqrt(1 - self.alpha) * (kept - self.mean))
        self.threshold = clip_all(tensors, min(limit, self.max_norm))


class adagc(Method):
    threshold = None

    def __init__(self, rel=1.05, abs=1.0, beta=0.98, warmup=100):
        self.rel, self.abs, self.beta, self.warmup = rel, abs, beta, warmup
        self.steps, self.gamma = 0, {}

    def change(self, tensors, step):
        self.steps += 1
        if self.steps <= self.warmup:
            clip_all(tensors, self.abs)
            for t in tensors:
                n = magnitude("l2", t.g)
                if n > 0:
                    self.gamma[t.name] = min(self.gamma.get(t.name, inf), n)
            return
        for t in tensors:
            n = magnitude("l2", t.g)
            if n == 0:
                continue
            if t.name not in self.gamma:
                self.gamma[t.name] = n
                continue
            limit = self.rel * self.gamma[t.name]
            if n > limit:
                rescale(t, limit, n)
            self.gamma[t.name] = self.beta * self.gamma[t.name] + (1 - self.beta) * min(n, limit)


class ema_clip(Method):
    threshold = None

    def __init__(self, ratio=2, beta=0.95):
        self.ratio, self.beta, self.ema = ratio, beta, {}

    def change(self, tensors, step):
        for t in tensors:
            n = magnitude("l2", t.g)
            if n == 0:
                continue
            if t.name not in self.ema:
                self.ema[t.name] = n
                continue
            limit = self.ratio * self.ema[t.name]
            if n > limit:
                rescale(t, limit, n)
            self.ema[t.name] = self.beta * self.ema[t.name] + (1 - self.beta) * min(n, limit)


class adanorm(Method):
    threshold = None

    def __init__(self, decay=0.95):
        self.decay, self.e = decay, {}

    def change(self, tensors, step):
        for t in tensors:
            n = magnitude("l2", t.g)
            if n == 0:
                continue
            e = self.e[t.name] = self.decay * self.e.get(t.name, 0) + (1 - self.decay) * n
            if e > n:
                rescale(t, e, n)


class grokfast(Method):
    threshold = None

    def __init__(self, decay=0.98, **named):
        self.decay, self.boost, self.h = decay, named.get("lambda", 2), {}

    def change(self, tensors, step):
        for t in tensors:
            h = self.h[t.name] = self.decay * self.h.get(t.name, t.g) + (1 - self.decay) * t.g
            t.g, t.factor = t.g + self.boost * h, math.nan


class skip_spikes(Method):
    """Outliers by median and median absolute deviation (times 1.4826, a normal law's share), at least 0.05."""

    threshold = None

    def __init__(self, sigma=6, window=128, remember_rejected=False):
        self.sigma, self.window, self.remember = sigma, window, remember_rejected
        self.logs, self.name = {}, object()

    def __deepcopy__(self, memo):
        twin = skip_spikes(self.sigma, self.window, self.remember)
        twin.logs, twin.name = copy.deepcopy(self.logs), self.name
        return twin

    def values(self, tensors, step):
        seen = {"norm": global_norm(tensors), "loss": step.loss}
        return {key: math.log(x) for key, x in seen.items() if x is not None and 0 < x < inf}

    def change(self, tensors, step):
        values = self.values(tensors, step)
        for key, value in values.items():
            logs = self.logs.get(key, [])
            if len(logs) >= self.window // 2:
                middle = np.median(logs)
                spread = max(1.4826 * np.median(np.abs(np.array(logs) - middle)), 0.05)
                if value > middle + self.sigma * spread:
                    raise Rejected(by=self.name)
        self.remember_all(values)

    def remember_all(self, values):
        for key, value in values.items():
            self.logs[key] = (self.logs.get(key, []) + [value])[-self.window :]

    def rejected(self, tensors, step, why):
        if self.remember and why.by is self.name:
            self.remember_all(self.values(tensors, step))


class stable_spam(Method):
    threshold = None

    def __init__(self, gamma1=0.7, gamma2=0.9, gamma3=0.999, interval=1000, eps=1e-8):
        self.gamma, self.eps = (gamma1, gamma2, gamma3), eps
        self.memory = {}

    def change(self, tensors, step):
        g1, g2, g3 = self.gamma
        for t in tensors:
            largest = magnitude("linf", t.g)
            if largest == 0:
                continue
            count, m, a, b = self.memory.get(t.name, (0, 0.0, 0.0, 0.0))
            count += 1
            m = g3 * m + (1 - g3) * largest
            limit = m / (1 - g3**count)
            t.g = np.where(np.abs(t.g) > limit, t.g * (limit / largest), t.g)
            n = magnitude("l2", t.g)
            a = g1 * a + (1 - g1) * n
            b = math.hypot(math.sqrt(g2) * b, math.sqrt(1 - g2) * n)  # the root of the formula's b: no square overflows
            t.g = t.g / n * (a / (1 - g1**count)) / (b / math.sqrt(1 - g2**count) + self.eps)
            t.factor = math.nan
            self.memory[t.name] = (count, m, a, b)


# Clean, shape, combine


class scale(Method):
    threshold = None

    def __init__(self, factor):
        self.by = factor

    def change(self, tensors, step):
        for t in tensors:
            t.g, t.factor = t.g * self.by, t.factor * self.by


class centralize(Method):
    threshold = None

    def change(self, tensors, step):
        for t in tensors:
            if t.g.ndim > 1 and t.g.size > 0:
                t.g, t.factor = t.g - t.g.mean(axis=unit_axes(t), keepdims=True), math.nan


class trust_ratio(Method):
    threshold = None

    def __init__(self, coefficient=1, eps=0):
        self.coefficient, self.eps = coefficient, eps

    def change(self, tensors, step):
        for t in tensors:
            w, u = magnitude("l2", t.w), magnitude("l2", t.g)
            if w > 0 and u > 0:
                rescale(t, self.coefficient * w, u + self.eps)


class identity(Method):
    guard = True

    def change(self, tensors, step):
        pass


class allow_non_finite(identity):
    pass


class skip_non_finite(Method):
    guard = True

    def __init__(self, max_consecutive=10):
        self.max_consecutive, self.row = max_consecutive, 0

    def change(self, tensors, step):
        if not np.isfinite(all_of(tensors)).all():
            raise Failed() if self.row + 1 >= self.max_consecutive else Rejected("not finite")
        self.row = 0

    def rejected(self, tensors, step, why):
        if not np.isfinite(all_of(tensors)).all():
            self.row += 1


class zero_nans(Method):
    threshold = None

    def change(self, tensors, step):
        for t in tensors:
            if np.isnan(t.g).any():
                t.g, t.factor = np.where(np.isnan(t.g), 0.0, t.g), math.nan


class error_on_non_finite(Method):
    guard = True

    def change(self, tensors, step):
        if not np.isfinite(all_of(tensors)).all():
            raise Failed()


class skip_large(Method):
    def __init__(self, max_norm):
        self.max_norm = max_norm

    def change(self, tensors, step):
        if global_norm(tensors) > self.max_norm:
            raise Rejected("large")


class Pending(Exception):
    """Waits for more micro-batches."""


class accumulate(Method):
    threshold = None

    def __init__(self, every, mean=True):
        self.every, self.mean, self.count, self.sum = every, mean, 0, {}

    def change(self, tensors, step):
        if self.every == 1:
            return
        self.count += 1
        for t in tensors:
            self.sum[t.name] = self.sum.get(t.name, 0) + t.g
        for t in tensors:
            t.factor = math.nan
        if self.count < self.every:
            for t in tensors:
                t.g = np.zeros_like(t.g)
            raise Pending()
        for t in tensors:
            t.g = self.sum[t.name] / (self.every if self.mean else 1)
        self.count, self.sum = 0, {}


class dynamic_loss_scale(Method):
    threshold = None

    def __init__(self, init=65536, growth=2, backoff=0.5, interval=2000, hysteresis=1):
        self.growth, self.backoff, self.interval, self.hysteresis = growth, backoff, interval, hysteresis
        self.scale, self.clean, self.bad = init, 0, 0

    def change(self, tensors, step):
        if not np.isfinite(all_of(tensors)).all():
            raise Rejected("not finite")
        for t in tensors:
            rescale(t, 1, self.scale)
        self.clean_step()

    def clean_step(self):
        self.clean += 1
        if self.clean == self.interval:
            self.scale, self.clean, self.bad = self.scale * self.growth, 0, 0

    def rejected(self, tensors, step, why):
        if np.isfinite(all_of(tensors)).all():
            self.clean_step()  # another method's doing: the scale was fine
            return
        self.clean = 0
        self.bad += 1
        if self.bad >= self.hysteresis:
            self.scale, self.bad = self.scale * self.backoff, 0


class per_group(Method):
    threshold = None

    def __init__(self, patterns):
        self.patterns = patterns

    def of(self, tensor):
        for pattern, chain in self.patterns:
            if pattern == "default" or fnmatch.fnmatchcase(tensor.name, pattern):
                return chain
        return None

    def change(self, tensors, step):
        for _, chain in sorted(self.patterns, key=lambda p: p[0] == "default"):
            group = [t for t in tensors if self.of(t) is chain]
            if group:
                chain.change(group, step)


class on_steps(Method):
    threshold = None

    def __init__(self, first, last, every, chain):
        self.first, self.last, self.every, self.chain = first, last, every, chain

    def change(self, tensors, step):
        at = step.index
        if self.first <= at <= self.last and (at - self.first) % self.every == 0:
            self.chain.change(tensors, step)


# Expressions


class Schedule:
    """A number that depends on the step."""

    def __init__(self, kind, *numbers):
        self.kind, self.numbers = kind, numbers

    def at(self, index):
        if self.kind == "warmup":
            top, steps = self.numbers
            return top * min(1, index / steps)
        a, b, steps = self.numbers
        done = min(1, (index - 1) / steps)
        if self.kind == "linear":
            return a + (b - a) * done
        return b + (a - b) * (1 + math.cos(math.pi * done)) / 2


class scheduled(Method):
    """A method some of whose numbers follow a schedule: made anew at each step, its memory handed on."""

    threshold = None

    def __init__(self, make, positional, named):
        self.make, self.positional, self.named, self.memory = make, positional, named, None

    def change(self, tensors, step):
        at = lambda value: value.at(step.index) if isinstance(value, Schedule) else value
        now = self.make(*map(at, self.positional), **{k: at(v) for k, v in self.named.items()})
        if self.memory is None:
            self.memory = vars(now)
        for key, value in self.memory.items():
            if key in MEMORIES:
                setattr(now, key, value)
        now.change(tensors, step)
        self.memory = vars(now)


MEMORIES = {"norms", "first", "mean", "sd", "steps", "gamma", "ema", "e", "h", "logs"}


class Chain(Method):
    def __init__(self, methods):
        self.methods = methods

    def change(self, tensors, step):
        for method in self.methods:
            method.change(tensors, step)


def flat(method):
    """A method and everything that runs inside it."""
    yield method
    inner = [chain for _, chain in getattr(method, "patterns", [])]
    for chain in inner + [getattr(method, "chain", None), *getattr(method, "methods", [])]:
        if chain is not None:
            yield from flat(chain)


TOKEN = re.compile(r'\s*(?:"([^"]*)"|([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)|([A-Za-z_]\w*)|([()|,=]))')


def parse(text):
    """chain = method {"|" method}; method = name ["(" argument {"," argument} ")"]; argument = [key "="] value."""
    tokens, at = [], 0
    while at < len(text.rstrip()):
        found = TOKEN.match(text, at)
        tokens.append([(k, v) for k, v in zip(("string", "number", "name", "mark"), found.groups()) if v is not None][0])
        at = found.end()
    tokens.append(("end", ""))

    def chain():
        methods = [method()]
        while tokens[0] == ("mark", "|"):
            tokens.pop(0)
            methods.append(method())
        return Chain(methods)

    def arguments():
        positional, named = [], []
        if tokens[0] == ("mark", "("):
            tokens.pop(0)
            while tokens[0] != ("mark", ")"):
                if tokens[1] == ("mark", "="):
                    key = tokens.pop(0)[1]
                    tokens.pop(0)
                    named.append((key, value()))
                else:
                    positional.append(value())
                if tokens[0] == ("mark", ","):
                    tokens.pop(0)
            tokens.pop(0)
        return positional, named

    def method():
        name = tokens.pop(0)[1]
        positional, named = arguments()
        if name == "per_group":
            return per_group(named)
        if name == "on_steps":
            return on_steps(*positional)
        make, named = globals()[name], dict(named)
        if any(isinstance(v, Schedule) for v in [*positional, *named.values()]):
            return scheduled(make, positional, named)
        return make(*positional, **named)

    def value():
        kind, word = tokens[0]
        if kind in ("number", "string"):
            tokens.pop(0)
            return word if kind == "string" else float(word) if re.search(r"[.eE]", word) else int(word)
        if word in ("linear", "cosine", "warmup"):
            tokens.pop(0)
            return Schedule(word, *arguments()[0])
        if word == "lp":
            tokens.pop(0)
            return ("lp", arguments()[0][0])
        if word in ("true", "false", "inf"):
            tokens.pop(0)
            return {"true": True, "false": False, "inf": inf}[word]
        if word in WORDS:
            tokens.pop(0)
            return word
        return chain()

    return chain()


WORDS = set("element unit tensor layer group global l1 l2 linf rms max norm add reciprocal mean percentile".split())


# A chain at work


def common(tensors):
    """What every entry was multiplied by; NaN where that differs, None where it cannot be told."""
    if any(math.isnan(t.factor) for t in tensors) or not tensors:
        return None  # what is no scaling may still happen to change nothing
    factors = [t.factor for t in tensors if t.g.size > 0] or [1.0]
    if len(set(factors)) == 1:
        return factors[0]
    return math.nan if max(factors) - min(factors) > 1e-9 * max(map(abs, factors)) else None


class Result:
    accepted, pending, failed = True, False, False


class Control:
    """A chain on one model.

    Guards look at the gradients as they come; only the search for a loss scale and `zero_nans` (also inside a group) act
    before. A chain without a guard has skip_non_finite(10), `identity` alone has none.
    """

    def __init__(self, expression, type="float64"):
        self.chain, self.type = parse(expression), type
        methods = self.chain.methods
        guards = [m for m in methods if m.guard] or [skip_non_finite(10)]
        methods = [m for m in methods if not m.guard]
        first = [isinstance(m, dynamic_loss_scale) or any(isinstance(i, zero_nans) for i in flat(m)) for m in methods]
        at = 1 + max([i for i, is_first in enumerate(first) if is_first], default=-1)
        self.chain.methods = methods[:at] + guards[:1] + methods[at:]

    def loss_scale(self):
        return next((m.scale for m in self.chain.methods if isinstance(m, dynamic_loss_scale)), 1)

    def apply(self, tensors, step):
        result, came = Result(), [t.g.copy() for t in tensors]
        result.before = global_norm(tensors)
        finite = bool(np.isfinite(all_of(tensors)).all())
        before = copy.deepcopy(self.chain)
        try:
            with np.errstate(all="ignore"):
                self.chain.change(tensors, step)
        except Pending:
            result.pending = True
        except Rejected as stop:
            result.accepted, result.failed = False, isinstance(stop, Failed)
            self.chain = before
            for t, g in zip(tensors, came):
                t.g, t.factor = g, 1.0
            for method in flat(self.chain):
                method.rejected(tensors, step, stop)
        if finite:
            for t in tensors:
                t.g = np.clip(t.g, -LARGEST[self.type], LARGEST[self.type])
        result.after = global_norm(tensors)
        result.factor = common(tensors)
        only = [m for m in self.chain.methods if not isinstance(m, skip_non_finite)]
        result.threshold = only[0].threshold if len(only) == 1 else None
        if not result.accepted:
            result.threshold = math.nan
        return result
