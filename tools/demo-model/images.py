"""The gallery's images.

images.py candidates WEIGHTS.npz OUT.png   shows candidates, one class per row, each with its number and probability
images.py write WEIGHTS.npz FOLDER         writes the chosen ones as JPEG and checks that each is recognized
images.py masks WEIGHTS.npz FOLDER         writes which pixels of the chosen ones are at least half covered by the object, as PNG
"""
import io
import sys
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageDraw

from draw import SIZE, render, shrink
from network import normalize, run_folded
from shapes import LABELS

SEED, QUALITY, LEAST = 4, 92, 0.9
CHOSEN = {"ball": (6, 4), "butterfly": (10, 4), "fish": (0, 11), "flower": (10, 5), "gear": (1, 8), "heart": (2, 6),
          "house": (1, 7), "key": (10, 0), "moon": (7, 4), "mushroom": (3, 11), "star": (3, 12), "umbrella": (1, 8)}


def code(label, number):
    """The image (SEED, number) as JPEG bytes, and its pixels after decoding."""
    memory = io.BytesIO()
    Image.fromarray(render(label, (SEED, number, LABELS.index(label)))[0]).save(memory, "JPEG", quality=QUALITY)
    return memory.getvalue(), np.asarray(Image.open(memory).convert("RGB"))


def probabilities(folded, image):
    """Probabilities [12] for an image of any size."""
    with torch.no_grad():
        return run_folded(folded, normalize(shrink(image)[None]))[0].numpy()


def candidates(folded, out, count=14):
    sheet = Image.new("RGB", (count * SIZE, len(LABELS) * SIZE))
    pen = ImageDraw.Draw(sheet)
    for row, label in enumerate(LABELS):
        for number in range(count):
            image = code(label, number)[1]
            sheet.paste(Image.fromarray(image), (number * SIZE, row * SIZE))
            pen.text((number * SIZE + 4, row * SIZE + 4), f"{number}: {probabilities(folded, image)[row]:.3f}", fill=(255, 255, 255))
    sheet.save(out)


def write(folded, folder):
    Path(folder).mkdir(parents=True, exist_ok=True)
    for row, label in enumerate(LABELS):
        for rank, number in enumerate(CHOSEN[label], 1):
            file, image = code(label, number)
            prob = probabilities(folded, image)
            assert prob.argmax() == row and prob[row] > LEAST, (label, number, prob)
            (Path(folder) / f"{label}-{rank}.jpg").write_bytes(file)
            print(f"{label}-{rank}.jpg {prob[row]:.4f}")


def masks(_, folder):
    Path(folder).mkdir(parents=True, exist_ok=True)
    for row, label in enumerate(LABELS):
        for rank, number in enumerate(CHOSEN[label], 1):
            cover = render(label, (SEED, number, row))[1]
            Image.fromarray(((cover >= 0.5) * 255).astype(np.uint8)).convert("1").save(Path(folder) / f"{label}-{rank}.png", optimize=True)


if __name__ == "__main__":
    job, weights_file, target = sys.argv[1:]
    {"candidates": candidates, "write": write, "masks": masks}[job](dict(np.load(weights_file)), target)
