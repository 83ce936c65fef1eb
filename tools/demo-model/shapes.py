"""The outlines of the objects of the twelve classes.

A shape is a list of parts, painted in order. A part is (paint, polygons): paint is "main", "second", "light",
"dark" or "hole"; each polygon is an array [points, 2] of (x, y), x to the right, y down, roughly within -1..1.
"""
import numpy as np

TAU = 2 * np.pi


def polar(radius, angle, x=0.0, y=0.0):
    """Points [n, 2] at radius and angle (scalars or arrays) around (x, y)."""
    radius, angle = np.broadcast_arrays(np.atleast_1d(radius), np.atleast_1d(angle))
    return np.stack([x + radius * np.cos(angle), y + radius * np.sin(angle)], axis=1)


def ellipse(x, y, a, b, turn=0.0, points=48):
    """An ellipse with half axes a and b, turned by an angle in radians."""
    t = np.linspace(0, TAU, points, endpoint=False)
    u, v = a * np.cos(t), b * np.sin(t)
    return np.stack([x + u * np.cos(turn) - v * np.sin(turn), y + u * np.sin(turn) + v * np.cos(turn)], axis=1)


def box(left, top, right, bottom):
    return np.array([(left, top), (right, top), (right, bottom), (left, bottom)], float)


def ribbon(path, width):
    """A line of the given width along path [n, 2], as a polygon."""
    path = np.asarray(path, float)
    along = np.gradient(path, axis=0)
    across = np.stack([-along[:, 1], along[:, 0]], axis=1)
    across *= width / 2 / np.maximum(np.linalg.norm(across, axis=1, keepdims=True), 1e-9)
    return np.concatenate([path + across, (path - across)[::-1]])


def ball(rng):
    """A beach ball: curved panels that meet in a pole."""
    panels = 2 * int(rng.integers(3, 5))
    pole = polar(rng.uniform(0.15, 0.5), rng.uniform(0, TAU))[0]
    bend = rng.uniform(-0.5, 0.5)
    edges = np.arange(panels + 1) * TAU / panels + rng.uniform(0, TAU)

    def seam(angle):
        s = np.linspace(0, 1, 12)[:, None]
        middle = pole / 2 + polar(0.55, angle + bend)[0]
        return (1 - s) ** 2 * pole + 2 * s * (1 - s) * middle + s ** 2 * polar(1, angle)[0]

    wedges = [np.concatenate([seam(edges[k]), polar(1, np.linspace(edges[k], edges[k + 1], 12)), seam(edges[k + 1])[::-1]])
              for k in range(0, panels, 2)]
    accent = "light" if rng.random() < 0.5 else "second"
    return [("main", [ellipse(0, 0, 1, 1)]), (accent, wedges), ("dark" if rng.random() < 0.3 else accent, [ellipse(*pole, 0.13, 0.13)])]


def butterfly(rng):
    """Two pairs of wings with spots, a slim body, feelers."""
    lift, spread, low = rng.uniform(-0.75, -0.45), rng.uniform(0.5, 0.6), rng.uniform(0.32, 0.42)
    round_ = rng.uniform(0.3, 0.4)
    upper = [ellipse(s * 0.56, -0.36, spread, round_, s * lift) for s in (1, -1)]
    lower = [ellipse(s * 0.44, 0.42, 0.46, low, s * 0.75) for s in (1, -1)]
    spots = [ellipse(s * 0.66, -0.44, 0.17, 0.14, s * lift) for s in (1, -1)] + [ellipse(s * 0.5, 0.46, 0.14, 0.12) for s in (1, -1)]
    t = np.linspace(0, 1, 8)
    feelers = [ribbon(np.stack([s * (0.04 + 0.3 * t ** 1.5), -0.5 - 0.42 * t], axis=1), 0.06) for s in (1, -1)]
    lower_paint = "main" if rng.random() < 0.5 else "second"
    parts = [("dark", feelers), (lower_paint, lower), ("main", upper)]
    if rng.random() < 0.7:
        parts.append(("light" if rng.random() < 0.6 or lower_paint == "second" else "second", spots))
    return parts + [("dark", [ellipse(0, 0.02, 0.09, 0.62)])]


def fish(rng):
    """A lens-shaped body, a tail, fins and an eye."""
    high, t = rng.uniform(0.38, 0.56), np.linspace(0, np.pi, 24)
    top = np.stack([-0.72 * np.cos(t) - 0.22, -high * np.sin(t) ** 1.15], axis=1)
    body = np.concatenate([top, (top * [1, -1])[::-1]])
    wide, notch = rng.uniform(0.38, 0.55), rng.uniform(0.68, 0.85)
    tail = np.array([(0.35, 0), (1, -wide), (notch, 0), (1, wide)])
    fin = np.array([(-0.5, -high * 0.7), (-0.15, -high - rng.uniform(0.2, 0.32)), (0.2, -high - 0.15), (0.15, -high * 0.6)])
    belly = np.array([(-0.25, high * 0.75), (0.05, high + 0.25), (0.15, high * 0.6)])
    side = np.array([(-0.3, 0.08), (0.05, -0.02), (0.02, 0.26)])
    return [("second", [tail, fin, belly]), ("main", [body]), ("second", [side]),
            ("light", [ellipse(-0.64, -0.1, 0.12, 0.12)]), ("dark", [ellipse(-0.66, -0.1, 0.065, 0.065)])]


def flower(rng):
    """Round petals around a centre of another colour."""
    petals, inner = int(rng.integers(5, 9)), rng.uniform(0.22, 0.32)
    wide = rng.uniform(0.85, 1.05) * 0.6 * np.sin(np.pi / petals) * 1.1
    turns = np.arange(petals) * TAU / petals
    every = [ellipse(0.58 * np.cos(a), 0.58 * np.sin(a), 0.42, wide, a) for a in turns]
    return [("main", [p]) for p in every] + [("second", [ellipse(0, 0, inner, inner)])]


def gear(rng):
    """A wheel with straight teeth and a hole."""
    teeth, root, hole = int(rng.integers(7, 12)), rng.uniform(0.72, 0.8), rng.uniform(0.24, 0.4)
    pitch = TAU / teeth
    at = np.array([-0.3, -0.19, 0.19, 0.3]) * pitch
    radii = np.array([root, 1, 1, root])
    rim = np.concatenate([polar(radii, at + k * pitch) for k in range(teeth)])
    parts = [("main", [rim])]
    if rng.random() < 0.5:
        parts.append(("second", [ellipse(0, 0, hole + 0.16, hole + 0.16)]))
    return parts + [("hole", [ellipse(0, 0, hole, hole)])]


def heart(rng):
    """A heart curve, sometimes with a smaller heart or a glint in it."""
    t = np.linspace(0, TAU, 72, endpoint=False)
    x = np.sin(t) ** 3
    y = -(13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t)) / 16.5
    outline = np.stack([x, y * rng.uniform(0.88, 1.08)], axis=1)
    parts = [("main", [outline])]
    style = rng.random()
    if style < 0.25:
        parts.append(("second", [outline * rng.uniform(0.5, 0.65) + [0, -0.05]]))
    elif style < 0.6:
        parts.append(("light", [ellipse(-0.5, -0.38, 0.2, 0.11, -0.8)]))
    return parts


def house(rng):
    """Walls, a gable roof, a chimney, a door, windows."""
    half, eaves, foot = rng.uniform(0.62, 0.78), rng.uniform(-0.2, 0.0), 0.9
    roof = np.array([(-half - 0.18, eaves), (0, -0.95), (half + 0.18, eaves)])
    side = rng.choice([-1, 1])
    chimney = box(side * 0.35, -0.9, side * 0.55, -0.2)
    door_x = rng.choice([-0.3, 0.0, 0.3]) * half
    door = box(door_x - 0.15, 0.35, door_x + 0.15, foot)
    positions = [p for p in (-0.58 * half, 0.0, 0.58 * half) if abs(p - door_x) > 0.3]
    panes = [box(p - 0.14, eaves + 0.2, p + 0.14, eaves + 0.48) for p in positions]
    return [("dark" if rng.random() < 0.4 else "second", [chimney]), ("main", [box(-half, eaves - 0.02, half, foot)]),
            ("second", [roof]), ("light", panes), ("dark", [door])]


def key(rng):
    """A ring-shaped bow, a shaft, two or three bits."""
    bow, thick = rng.uniform(0.36, 0.44), rng.uniform(0.15, 0.19)
    x = -1 + bow
    bits = [box(p, 0, p + 0.13, rng.uniform(0.3, 0.42)) for p in (0.84, 0.58, 0.32)[: int(rng.integers(2, 4))]]
    head = ellipse(x, 0, bow, bow * rng.uniform(0.9, 1.15)) if rng.random() < 0.6 else polar(bow, np.arange(6) * TAU / 6, x, 0)
    return [("main", [head, box(x + bow * 0.8, -thick / 2, 1, thick / 2), *bits]), ("hole", [ellipse(x, 0, bow * 0.52, bow * 0.52)])]


def moon(rng):
    """A crescent: a disc less a shifted disc."""
    shift, radius = rng.uniform(0.38, 0.6), rng.uniform(0.76, 0.88)
    x = (shift ** 2 + 1 - radius ** 2) / (2 * shift)
    a = np.arccos(np.clip(x, -1, 1))
    b = np.arctan2(np.sin(a), x - shift)
    outer, inner = polar(1, np.linspace(a, TAU - a, 48)), polar(radius, np.linspace(TAU - b, b, 40), shift, 0)
    parts = [("main", [np.concatenate([outer, inner])])]
    if rng.random() < 0.35:
        parts.append(("second", [ellipse(-0.72, -0.1, 0.1, 0.1), ellipse(-0.55, 0.42, 0.12, 0.12), ellipse(-0.5, -0.55, 0.08, 0.08)]))
    return parts


def mushroom(rng):
    """A spotted cap on a pale stem."""
    high, t = rng.uniform(0.85, 1.05), np.linspace(np.pi, TAU, 40)
    cap = np.concatenate([np.stack([np.cos(t), high * np.sin(t)], axis=1), [(0.8, 0.14), (-0.8, 0.14)]])
    wide = rng.uniform(0.22, 0.32)
    stem = np.array([(-wide, 0.0), (wide, 0.0), (wide * 0.95, 0.55), (wide * 1.35, 0.92), (-wide * 1.35, 0.92), (-wide * 0.95, 0.55)])
    centres = ((-0.55, -0.3, 0.14), (0.02, -0.58, 0.19), (0.55, -0.36, 0.15), (-0.12, -0.14, 0.1))
    spots = [ellipse(x, y * high, r, r * 0.9) for x, y, r in centres]
    return [("light", [stem]), ("main", [cap]), ("light" if rng.random() < 0.75 else "second", spots)]


def star(rng):
    """Five to seven points, sometimes with a smaller star in it."""
    points, inner = int(rng.choice([5, 5, 5, 6, 7])), rng.uniform(0.4, 0.52)
    angles = np.arange(2 * points) * np.pi / points - np.pi / 2
    outline = polar(np.where(np.arange(2 * points) % 2, inner, 1), angles)
    return [("main", [outline])] + ([("second", [outline * 0.5])] if rng.random() < 0.25 else [])


def umbrella(rng):
    """A scalloped canopy in panels, a crooked handle."""
    high, panels = rng.uniform(0.75, 0.95), int(rng.choice([3, 4, 5]))
    rim = np.linspace(-1, 1, panels + 1)
    arcs = []
    for left, right in zip(rim[:-1], rim[1:]):
        t = np.linspace(0, np.pi, 9)
        arcs.append(np.stack([(left + right) / 2 + (right - left) / 2 * np.cos(t), -0.16 * np.sin(t)], axis=1)[::-1])
    t = np.linspace(0, np.pi, 40)
    dome = np.stack([np.cos(t), -high * np.sin(t)], axis=1)
    canopy = np.concatenate([dome, *arcs])
    strips = []
    for k in range(1 - panels % 2, panels, 2):
        s = np.linspace(0, np.pi / 2, 14)
        edge = lambda c: np.stack([c * np.cos(s), -high * np.sin(s)], axis=1)
        strips.append(np.concatenate([edge(rim[k]), edge(rim[k + 1])[::-1], arcs[k][::-1]]))
    hook = np.concatenate([[(0, -high * 0.9 - 0.18), (0, 0), (0, 0.7)], polar(0.16, np.linspace(0, np.pi, 14), -0.16, 0.75)])
    parts = [("dark", [ribbon(hook, 0.1)]), ("main", [canopy])]
    return parts + ([("second" if rng.random() < 0.6 else "light", strips)] if rng.random() < 0.75 else [])


SHAPES = {f.__name__: f for f in (ball, butterfly, fish, flower, gear, heart, house, key, moon, mushroom, star, umbrella)}
LABELS = list(SHAPES)
# Largest turn in degrees; the others may have any angle.
MOST_TURN = {"heart": 40, "house": 30, "mushroom": 40, "umbrella": 45}
# Least size as a share of the image's side, where 0.32 would be too small to recognize.
LEAST_EXTENT = {"key": 0.42}
