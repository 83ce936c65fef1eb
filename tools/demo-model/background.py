"""Cluttered backgrounds: a texture, then strokes and shapes that belong to no class."""
import numpy as np
from PIL import Image, ImageDraw

import textures as tx

GROUNDS = {tx.gradient: 4, tx.clouds: 4, tx.stripes: 1.5, tx.checks: 1, tx.plain: 1}


def to_bytes(image):
    return Image.fromarray((np.clip(image, 0, 1) * 255 + 0.5).astype(np.uint8))


def stroke(rng, pen, size, ink):
    """A straight or curved line."""
    start, heading, bend = rng.uniform(0, size, 2), rng.uniform(0, 2 * np.pi), rng.uniform(-0.25, 0.25) * (rng.random() < 0.6)
    turns = heading + bend * np.arange(12)
    steps = np.stack([np.cos(turns), np.sin(turns)], axis=1) * rng.uniform(0.008, 0.035) * size
    path = np.concatenate([[start], start + np.cumsum(steps, axis=0)])
    pen.line([tuple(p) for p in path], fill=ink, width=int(rng.integers(2, 11)), joint="curve")


def blob(rng, pen, size, ink):
    """A blob with an uneven outline."""
    t = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    r = rng.uniform(0.01, 0.06) * size * (1 + 0.25 * np.sin(2 * t + rng.uniform(0, 6)) + 0.12 * np.sin(3 * t + rng.uniform(0, 6)))
    x, y = rng.uniform(0, size, 2)
    pen.polygon(list(zip(x + r * np.cos(t) * rng.uniform(0.6, 1.3), y + r * np.sin(t))), fill=ink)


def rectangle(rng, pen, size, ink):
    """A rotated rectangle of one colour."""
    a, (w, h), (x, y) = rng.uniform(0, np.pi), rng.uniform(0.01, 0.07, 2) * size, rng.uniform(0, size, 2)
    along, down = w * np.array([np.cos(a), np.sin(a)]), h * np.array([-np.sin(a), np.cos(a)])
    corners = [tuple(p * along + q * down + (x, y)) for p, q in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
    pen.polygon(corners, fill=ink)


def draw(rng, size):
    """A background [size, size, 3] in 0..1 and its two main colours."""
    muted = dict(saturation=(0.05, 0.6), value=(0.2, 0.95))
    first = tx.colour(rng, **muted)
    second = np.clip(first + rng.uniform(0.15, 0.6) * (tx.colour(rng, **muted) - first), 0, 1)
    ground = to_bytes(tx.pick(rng, GROUNDS)(rng, size, first, second)).resize((2 * size, 2 * size), Image.Resampling.BILINEAR)
    pen = ImageDraw.Draw(ground)
    for _ in range(int(rng.integers(4, 26))):
        vivid = tx.colour(rng, saturation=(0.1, 1.0), value=(0.15, 1.0))
        ink = first + rng.uniform(0.3, 1.0) * (vivid - first)
        (stroke, blob, rectangle)[int(rng.integers(3))](rng, pen, 2 * size, tuple(int(c * 255) for c in ink))
    image = np.asarray(ground.reduce(2)).astype(np.float32) / 255
    grain = rng.standard_normal((size, size, 1), dtype=np.float32) * np.float32(rng.uniform(0, 0.02))
    return image + grain, (first, second)
