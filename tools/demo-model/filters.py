"""Draws the first layer's filters:  filters.py WEIGHTS.npz OUT.png. Each filter scaled to its own range, 8 times enlarged, in rows of 8."""
import sys

import numpy as np
from PIL import Image

ENLARGE, GAP, COLUMNS = 8, 4, 8


def grid(weight):
    """Filters [O, 3, h, w] to one figure, bytes [height, width, 3]."""
    count, _, h, w = weight.shape
    rows = -(-count // COLUMNS)
    cell_h, cell_w = h * ENLARGE + GAP, w * ENLARGE + GAP
    sheet = np.full((rows * cell_h + GAP, COLUMNS * cell_w + GAP, 3), 255, np.uint8)
    for i, one in enumerate(weight.transpose(0, 2, 3, 1)):
        one = (one - one.min()) / max(one.max() - one.min(), 1e-12) * 255
        top, left = GAP + i // COLUMNS * cell_h, GAP + i % COLUMNS * cell_w
        sheet[top:top + h * ENLARGE, left:left + w * ENLARGE] = one.round().astype(np.uint8).repeat(ENLARGE, 0).repeat(ENLARGE, 1)
    return sheet


if __name__ == "__main__":
    Image.fromarray(grid(np.load(sys.argv[1])["conv1.weight"])).save(sys.argv[2])
