"""Random runs of random chains with what the oracle makes of them, as a binary stream that a Java test replays.

Usage: runs.py SEED CASES [EXPRESSION]. Numbers are big-endian; minus infinity means "not compared".
"""

import math
import random
import struct
import sys

import numpy as np
from methods import Control, Step, Tensor

SHAPES = [(), (1,), (7,), (3, 5), (5, 3), (4, 1), (1, 6), (2, 3, 4), (2, 2, 3, 2), (0,), (3, 0)]


def text(value):
    encoded = value.encode("ascii")
    return struct.pack(">H", len(encoded)) + encoded


def doubles(values):
    return np.asarray(values, dtype=">f8").tobytes()


class Chooser:
    """Draws expressions whose numbers are of the size of the gradients, so that they bite now and then."""

    def __init__(self, rng, base, wide):
        self.rng, self.base, self.wide = rng, base, wide

    def slow(self):
        return f"grokfast({self.share()}, lambda={self.share(0.1, 3)})"

    def size(self, spread=1.0):
        number = self.base * 10 ** self.rng.uniform(-spread, spread)
        if self.rng.random() < 0.15:
            other, steps = number * self.rng.uniform(0.2, 4), self.rng.randint(2, 9)
            kind = self.rng.choice(["linear", "cosine", "warmup"])
            return f"warmup({number!r}, {steps})" if kind == "warmup" else f"{kind}({number!r}, {other!r}, {steps})"
        return repr(number)

    def norm(self):
        return self.rng.choice(["l1", "l2", "linf", "rms", "lp(0.5)", "lp(1)", "lp(1.5)", "lp(2)", "lp(3)", "lp(2.7)"])

    def scope(self):
        return self.rng.choice(["unit", "tensor", "layer", "group", "global"])

    def share(self, low=0.05, high=0.95):
        return repr(round(self.rng.uniform(low, high), 3))

    def band(self):
        low = self.base * 10 ** self.rng.uniform(-1.5, 0.5)
        high = low * 10 ** self.rng.uniform(0, 1.5)
        more = "".join(
            each
            for each in (
                f", max_factor={self.rng.uniform(1, 5)!r}",
                f", floor={low * self.rng.uniform(0, 0.7)!r}",
            )
            if self.rng.random() < 0.4
        )
        if self.rng.random() < 0.4:
            return f"band({low!r}, {high!r}{more})"
        return f"band({low!r}, {high!r}, {self.scope()}, {self.norm()}{more})"

    def simple(self):
        """A method that may stand anywhere."""
        c, rng = self, self.rng
        kinds = {
            "clip_by_value": lambda: f"clip_by_value({c.size()})",
            "clip_by_norm": lambda: f"clip_by_norm({c.size()}, norm={c.norm()}, scope={c.scope()})",
            "clip_by_global_norm": lambda: f"clip_by_global_norm({c.size()}, {c.norm()})",
            "clip_by_block_rms": lambda: f"clip_by_block_rms({c.size()})",
            "limit_max": lambda: f"limit_max({c.size()}, {c.scope()})",
            "agc": lambda: f"agc({c.size()}, eps={c.share()})",
            "amplify": lambda: f"amplify({c.size()}, {c.norm()}, scope={c.scope()}, max_factor={rng.uniform(1, 50)!r})",
            "amplify2": lambda: f"amplify({c.size()})",
            "band": self.band,
            "band2": self.band,
            "article": lambda: f"article({c.size()}, {rng.choice(['element', 'max', 'norm', 'add'])})",
            "normalize": lambda: f"normalize({c.scope()}, scale={c.size()}, norm={c.norm()})",
            "sign": lambda: f"sign({c.size()})",
            "renormalize_layer": lambda: "renormalize_layer",
            "renormalize_param": lambda: "renormalize_param",
            "adanorm": lambda: f"adanorm({c.share()})",
            "grokfast": lambda: c.slow() if c.wide else f"adanorm({c.share()})",
            "autoclip": lambda: f"autoclip({rng.randint(5, 95)}, history={rng.randint(1, 8)})",
            "zclip": lambda: f"zclip(z={c.share(0.3, 2)}, alpha={c.share()}, warmup={rng.randint(2, 5)}, "
            f"max_norm={rng.choice(['inf', c.size()])}, spike={rng.choice(['reciprocal', 'mean', 'percentile'])})",
            "adagc": lambda: f"adagc({c.share(1.01, 1.5)}, abs={c.size()}, beta={c.share()}, warmup={rng.randint(1, 4)})",
            "ema_clip": lambda: f"ema_clip({c.share(1.01, 2)}, beta={c.share()})",
            "stable_spam": lambda: f"stable_spam({c.share()}, {c.share()}, gamma3={c.share()}, eps={rng.choice(['0', '1e-8'])})",
            "scale": lambda: f"scale({c.share(0.1, 5)})",
            "trust_ratio": lambda: f"trust_ratio({c.share(0.1, 3)}, eps={rng.choice(['0', '1e-3'])})",
        }
        return rng.choice(list(kinds.values()))()

    def rejecting(self):
        rng = self.rng
        return rng.choice(
            [
                f"skip_large({self.base * 10 ** rng.uniform(0.5, 1.5)!r})",
                f"skip_spikes(sigma={rng.uniform(2, 5)!r}, window={rng.randint(4, 9)}, "
                "remember_rejected=false)",
                "skip_non_finite",
                "skip_non_finite(3)",
                "error_on_non_finite",
            ]
        )

    def chain(self, depth=0):
        rng = self.rng
        # What follows a difference may amplify its rounding without bound; a float32 run keeps slow gradients in float32.
        if depth == 0 and rng.random() < 0.08:
            last = rng.choice([self.slow(), "centralize"])
            return rng.choice(["", f"clip_by_value({self.size()}) | ", f"limit_max({self.size()}) | "]) + last
        links = [self.simple() for _ in range(rng.choice([1, 1, 1, 2, 2, 3, 4]))]
        if rng.random() < 0.25:
            found = self.rejecting()
            # Guards look at all gradients: they have no place in a group.
            if depth == 0 or found.split("(")[0] in ("skip_large", "skip_spikes"):
                links.insert(rng.randrange(len(links) + 1), found)
        if depth < 2 and rng.random() < 0.2:
            first = rng.randint(1, 4)
            last = rng.choice(["inf", str(first + rng.randint(0, 6))])
            inner = f"on_steps({first}, {last}, {rng.randint(1, 3)}, {self.chain(depth + 1)})"
            links.insert(rng.randrange(len(links) + 1), inner)
        if depth < 2 and rng.random() < 0.2:
            patterns = rng.sample(["*.weight", "*.bias", "body.*", "body.1.*", "*1*", "head.weight"], rng.randint(1, 3))
            inner = [f'"{p}"={self.chain(depth + 1)}' for p in patterns]
            if rng.random() < 0.5:
                inner.append(f"default={self.chain(depth + 1)}")
            links.insert(rng.randrange(len(links) + 1), f"per_group({', '.join(inner)})")
        if depth == 0 and rng.random() < 0.03:
            return f"skip_spikes(sigma={rng.uniform(2, 5)!r}, window=5, remember_rejected=true) | " + " | ".join(links)
        if depth == 0 and rng.random() < 0.12:
            mean = rng.choice(["", ", mean=false", ", mean=true"])
            links.insert(0, f"accumulate({rng.randint(1, 3)}{mean})")
        if depth == 0 and rng.random() < 0.08:
            links.insert(0, "zero_nans")
        if depth == 0 and rng.random() < 0.12:
            numbers = f"{2.0 ** rng.randint(-3, 9)}, 2, {rng.choice([0.5, 0.25])}, interval={rng.randint(1, 3)}"
            links.insert(0, f"dynamic_loss_scale({numbers}, hysteresis={rng.randint(1, 2)})")
        return " | ".join(links)


def model(rng, draw, base, precision):
    tensors = []
    for i in range(rng.choice([0] + [1, 2, 3, 4, 5, 6] * 4)):
        shape = rng.choice(SHAPES)
        if rng.random() < 0.02:
            shape = (150, 61)
        layer = rng.choice(["stem", "body.0", "body.1", "head"])
        name = f"{layer}.{['weight', 'bias', 'scale', 'gain', 'shift', 'slope'][i]}"
        weight = draw.normal(size=shape) * rng.choice([1, 0.1, 10])
        if rng.random() < 0.1:
            weight = weight * 0
        units = len(shape) - 1 if shape and rng.random() < 0.4 else 0
        weight = np.asarray(weight).astype(precision).astype(np.float64)
        tensors.append(Tensor(name, None, weight, units, rng.choice(["default", "first", "second"])))
    return tensors


def gradients(tensors, rng, draw, base, precision, bad):
    """One step: now and then a spike, a vanishing tensor, a zero, or something that is not finite."""
    spread = rng.choice([0.2, 1, 1, 1, 2, 30])
    kind = rng.random()
    with np.errstate(all="ignore"):
        for t in tensors:
            g = np.asarray(draw.normal(size=t.w.shape)) * base * spread / (1 + math.sqrt(t.w.size) / 2)
            if rng.random() < 0.08 or kind < 0.03:
                g = g * 0
            if rng.random() < 0.2:
                g = np.where(draw.random(size=g.shape) < 0.3, 0, g)
            if 0.03 <= kind < 0.1 and g.size > 0 and rng.random() < 0.6:
                g = np.array(g)
                g.flat[rng.randrange(g.size)] = rng.choice(bad)
            t.g = g.astype(precision).astype(np.float64)


def run(seed, given=None):
    """One case: a model, a chain, some steps."""
    rng, draw = random.Random(seed), np.random.default_rng(seed)
    precision = rng.choice(["float64", "float32"])
    base = rng.choice([1.0, 1.0, 1e-3, 1e3] + ([1e-30, 1e30] if precision == "float32" else [1e-160, 1e-30, 1e30, 1e160]))
    tensors = model(rng, draw, base, precision)
    expression = given or Chooser(rng, base, precision == "float64").chain()
    control = Control(expression, precision)
    out = [text(expression), struct.pack(">?i", precision == "float64", len(tensors))]
    for t in tensors:
        out += [text(t.name), text(t.group), struct.pack(">i", t.w.ndim), struct.pack(f">{t.w.ndim}q", *t.w.shape)]
        out += [struct.pack(">i", t.units), doubles(t.w)]
    steps, has_loss = [], "skip_spikes" in expression and rng.random() < 0.3
    bad = [math.nan, math.inf, -math.inf]
    for index in range(1, rng.randint(4, 16)):
        loss = rng.lognormvariate(0, 0.3) * rng.choice([1, 1, 1, 1, 20]) if has_loss else None
        for t in tensors:
            t.factor = 1.0
        gradients(tensors, rng, draw, base, precision, bad)
        step = [struct.pack(">id", index, math.nan if loss is None else loss), struct.pack(">d", control.loss_scale())]
        step += [doubles(t.g) for t in tensors]
        result = control.apply(tensors, Step(index, loss=loss))
        compared = (result.before, result.after, result.factor, result.threshold)
        if result.pending:
            compared = (result.before, 0.0, None, None)
        step.append(struct.pack(">???", result.accepted, result.pending, result.failed))
        step.append(struct.pack(">4d", *(-math.inf if c is None else c for c in compared)))
        step += [doubles(t.g) for t in tensors]
        steps += [b"".join(step)]
        if result.failed:
            break
    return b"".join(out) + struct.pack(">i", len(steps)) + b"".join(steps)


if __name__ == "__main__":
    seed, cases = int(sys.argv[1]), int(sys.argv[2])
    expression = sys.argv[3] if len(sys.argv) > 3 else None
    sys.stdout.buffer.write(struct.pack(">i", cases))
    for case in range(cases):
        sys.stdout.buffer.write(run(seed * 100003 + case, expression))
