"""Draws images of objects of twelve classes on cluttered backgrounds, the same ones from the same seed.

As a program it draws a data set:  draw.py FILE.npz SEED COUNT  writes images [COUNT, 64, 64, 3], labels [COUNT]
and boxes [COUNT, 4] (left, top, right, bottom in pixels of the small image).
"""
import sys
from multiprocessing import Pool

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

import background
import textures as tx
from shapes import LABELS, LEAST_EXTENT, MOST_TURN, SHAPES

SIZE = 192          # side of a drawn image
SMALL = 64          # side of the network's input
MARGIN = 12         # least distance of an object from the image's edge
FINE = 3            # masks are drawn this much larger, then averaged
SKINS = {tx.plain: 3, tx.gradient: 3, tx.stripes: 1.3, tx.dots: 1.3, tx.checks: 1.0}


def place(rng, parts, label):
    """Turns, stretches, scales and moves the parts: [(paint, polygons in pixels)], at least MARGIN from the image's edge."""
    most = np.radians(MOST_TURN.get(label, 180))
    a = rng.uniform(-most, most)
    turn = np.array([[np.cos(a), -np.sin(a)], [np.sin(a), np.cos(a)]])
    flip = np.diag([rng.choice([-1, 1]) * rng.uniform(0.85, 1.1), 1.0])
    matrix = turn @ flip
    parts = [(paint, [p @ matrix.T for p in polygons]) for paint, polygons in parts]
    low, high = extent(parts)
    scale = rng.uniform(LEAST_EXTENT.get(label, 0.32), 0.65) * SIZE / (high - low).max()
    room = SIZE - 2 * MARGIN - (high - low) * scale
    shift = MARGIN + rng.uniform(0, 1, 2) * room - low * scale
    return [(paint, [p * scale + shift for p in polygons]) for paint, polygons in parts]


def extent(parts):
    every = np.concatenate([p for _, polygons in parts for p in polygons])
    return every.min(axis=0), every.max(axis=0)


def cover(polygons, size, rim=0.0):
    """How much of each pixel the polygons (and a rim of that many pixels around them) cover: [size, size, 1] in 0..1."""
    mask = Image.new("L", (size * FINE, size * FINE))
    pen = ImageDraw.Draw(mask)
    for polygon in polygons:
        points = [tuple(p) for p in polygon * FINE]
        pen.polygon(points, fill=255)
        if rim > 0:
            pen.line(points + points[:2], fill=255, width=int(2 * rim * FINE), joint="curve")
    return np.asarray(mask.reduce(FINE)).astype(np.float32)[..., None] / 255


def paints(rng, ground, size):
    """A texture [size, size, 3] or a colour [3] for each paint, distinct from the background's colours."""
    vivid = dict(saturation=(0.35, 1.0), value=(0.35, 1.0))
    main = tx.apart(rng, ground, 0.5, **vivid)
    pattern = tx.apart(rng, [*ground, main], 0.38, saturation=(0.1, 1.0), value=(0.3, 1.0))
    second = tx.apart(rng, [*ground, main], 0.45, **vivid)
    light = tx.colour(rng, saturation=(0.0, 0.18), value=(0.88, 1.0))
    dark = tx.colour(rng, saturation=(0.2, 0.7), value=(0.08, 0.3))
    skin = tx.pick(rng, SKINS)(rng, size, main, pattern)
    return {"main": skin, "second": second.astype(np.float32), "light": light.astype(np.float32), "dark": dark.astype(np.float32)}


def assemble(rng, parts, paint, size):
    """The object alone: colours [size, size, 3], already multiplied by its cover, and the cover [size, size, 1]."""
    ink = paint["dark"] if rng.random() < 0.6 else paint["light"]
    rim = rng.uniform(0.8, 2.2) if rng.random() < 0.65 else 0.0
    layer, alpha = np.zeros((size, size, 3), np.float32), np.zeros((size, size, 1), np.float32)
    for kind, polygons in parts:
        mask = cover(polygons, size)
        if rim > 0:
            edge = cover(polygons, size, rim)
            layer, alpha = layer * (1 - edge) + ink * edge, alpha * (1 - edge) + edge
        if kind == "hole":
            layer, alpha = layer * (1 - mask), alpha * (1 - mask)
        else:
            layer, alpha = layer * (1 - mask) + paint[kind] * mask, alpha * (1 - mask) + mask
    if rng.random() < 0.7:
        layer = np.minimum(layer * tx.gradient(rng, size, np.full(3, 1.12), np.full(3, 0.72)), alpha)
    return layer, alpha


def shadow(rng, alpha):
    """A soft shadow, moved a few pixels: [size, size, 1] in 0..1."""
    soft = Image.fromarray((alpha[..., 0] * 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(3))
    return np.roll(np.asarray(soft), rng.integers(-5, 6, 2), (0, 1))[..., None].astype(np.float32) / 255


def render(label, seed):
    """One example: the image [SIZE, SIZE, 3] as bytes and the object's cover [SIZE, SIZE] in 0..1."""
    rng = np.random.default_rng(seed)
    scene, ground = background.draw(rng, SIZE)
    parts = place(rng, SHAPES[label](rng), label)
    low, high = extent(parts)
    size = min(SIZE, int(np.ceil((high - low).max())) + 2 * MARGIN)
    corner = np.clip(low - MARGIN, 0, SIZE - size).astype(int)                    # only this square is composed
    parts = [(kind, [p - corner for p in polygons]) for kind, polygons in parts]
    layer, alpha = assemble(rng, parts, paints(rng, ground, size), size)

    region = (slice(corner[1], corner[1] + size), slice(corner[0], corner[0] + size))
    if rng.random() < 0.45:
        scene[region] *= 1 - 0.5 * shadow(rng, alpha)
    scene[region] = scene[region] * (1 - alpha) + layer
    whole = np.zeros((SIZE, SIZE), np.float32)
    whole[region] = alpha[..., 0]
    return np.asarray(background.to_bytes(scene)), whole


def shrink(image):
    """The network's preprocessing, [SIZE, SIZE, 3] to [SMALL, SMALL, 3]: Pillow's antialiased bilinear resize."""
    return np.asarray(Image.fromarray(image).resize((SMALL, SMALL), Image.Resampling.BILINEAR))


def box_of(alpha):
    """The object's bounding box (left, top, right, bottom), in pixels of the small image."""
    rows, columns = np.where(alpha.max(axis=1) > 0.5)[0], np.where(alpha.max(axis=0) > 0.5)[0]
    return np.array([columns[0], rows[0], columns[-1] + 1, rows[-1] + 1], np.float32) * SMALL / SIZE


def sample(job):
    seed, index = job
    label = index % len(LABELS)
    image, alpha = render(LABELS[label], (seed, index))
    return shrink(image), label, box_of(alpha)


def main(path, seed, count):
    with Pool(2) as pool:
        rows = pool.map(sample, [(int(seed), i) for i in range(int(count))], chunksize=100)
    images, labels, boxes = (np.stack(column) for column in zip(*rows))
    np.savez(path, images=images, labels=labels, boxes=boxes)


if __name__ == "__main__":
    main(*sys.argv[1:])
