"""Colours and textures. A texture is a float array [height, width, 3] in 0..1; its edges are soft, so that nothing jags."""
import colorsys

import numpy as np
from PIL import Image


def colour(rng, saturation=(0.0, 1.0), value=(0.2, 1.0)):
    """A random colour, array [3]."""
    return np.array(colorsys.hsv_to_rgb(rng.random(), rng.uniform(*saturation), rng.uniform(*value)))


def apart(rng, others, least, **ranges):
    """A random colour whose distance to each of others is at least `least` (or the best of 30 tries)."""
    best, widest = None, -1.0
    for _ in range(30):
        found = colour(rng, **ranges)
        gap = np.sqrt(((np.array(others) - found) ** 2).sum(axis=1)).min()
        if gap > widest:
            best, widest = found, gap
        if gap >= least:
            break
    return best


def grid(size, rng):
    """Coordinates u, v [size, size] in pixels, turned by a random angle."""
    a = rng.uniform(0, 2 * np.pi)
    c, s, x = np.float32(np.cos(a)), np.float32(np.sin(a)), np.arange(size, dtype=np.float32)
    y = x[:, None]
    return x * c - y * s, x * s + y * c


def mix(share, first, second):
    """first where share [h, w] is 0, second where it is 1."""
    first, second = np.float32(first), np.float32(second)
    return first + share[..., None].astype(np.float32) * (second - first)


def sharpen(wave, softness):
    """A wave -1..1 to a share 0..1 with an edge of the given softness."""
    return np.clip(wave / softness * 0.5 + 0.5, 0, 1)


def plain(rng, size, first, second):
    return np.broadcast_to(first, (size, size, 3)).astype(np.float32)


def gradient(rng, size, first, second):
    u, v = grid(size, rng)
    if rng.random() < 0.4:
        x, y = rng.uniform(0, size, 2).astype(np.float32)
        across = np.arange(size, dtype=np.float32)
        u = np.hypot(across[:, None] - y, across - x)
    return mix((u - u.min()) / (u.max() - u.min()), first, second)


def stripes(rng, size, first, second):
    u, _ = grid(size, rng)
    step = rng.uniform(9, 26)
    return mix(sharpen(np.sin(u * 2 * np.pi / step) + rng.uniform(-0.4, 0.4), 6 / step), first, second)


def dots(rng, size, first, second):
    u, v = grid(size, rng)
    step = rng.uniform(11, 24)
    u, v = (u / step) % 1 - 0.5, (v / step) % 1 - 0.5
    return mix(sharpen(rng.uniform(0.24, 0.36) - np.hypot(u, v), 1.0 / step), first, second)


def checks(rng, size, first, second):
    u, v = grid(size, rng)
    step = rng.uniform(18, 40)
    return mix(sharpen(np.sin(u * 2 * np.pi / step) * np.sin(v * 2 * np.pi / step), 5 / step), first, second)


def clouds(rng, size, first, second):
    """Smooth noise."""
    cells = int(rng.integers(3, 12))
    noise = Image.fromarray(rng.random((cells, cells)).astype(np.float32)).resize((size, size), Image.Resampling.BICUBIC)
    return mix(np.clip(np.asarray(noise) * 1.4 - 0.2, 0, 1), first, second)


def pick(rng, weights):
    """One of the functions in weights (a dict of function: weight)."""
    p = np.array(list(weights.values()), float)
    return list(weights)[rng.choice(len(p), p=p / p.sum())]
