"""Measures whether the network relies on the object:  occlusion.py WEIGHTS.npz TEST.npz OUT.png

Slides a gray window over test images and records the probability of the true class. Prints the share of the
probability drop whose window centre lies in the object's bounding box; draws the maps of twelve images.
"""
import sys

import numpy as np
import torch
from PIL import Image, ImageDraw

from network import normalize, run_folded
from shapes import LABELS

WINDOW, STRIDE = 16, 4
CORNERS = np.arange(0, 64 - WINDOW + 1, STRIDE)
CENTRES = CORNERS + WINDOW / 2


def occlusion(folded, image, label):
    """p(label | window) of bytes [64, 64, 3]: [13, 13], and p(label) of the unoccluded image."""
    x = normalize(image[None])
    batch = x.repeat(len(CORNERS) ** 2 + 1, 1, 1, 1)
    for k, (top, left) in enumerate((t, l) for t in CORNERS for l in CORNERS):
        batch[k, :, top:top + WINDOW, left:left + WINDOW] = 0            # 0 is the gray 0.5
    with torch.no_grad():
        prob = run_folded(folded, batch)[:, label].numpy()
    return prob[:-1].reshape(len(CORNERS), -1), prob[-1]


def share_inside(probability, whole, box):
    """For a box (left, top, right, bottom): share of the drop in it, the largest drop, share of the positions in it."""
    drop = np.maximum(whole - probability, 0)
    inside = (((CENTRES >= box[1]) & (CENTRES < box[3]))[:, None] & ((CENTRES >= box[0]) & (CENTRES < box[2])))
    return drop[inside].sum() / max(drop.sum(), 1e-9), drop.max(), inside.mean()


def show(image, probability, box):
    """The image and its map side by side, enlarged, with the box: bytes [256, 512, 3]."""
    large = Image.fromarray(image).resize((256, 256), Image.Resampling.BICUBIC)
    spread = Image.fromarray(probability.astype(np.float32)).resize((208, 208), Image.Resampling.BICUBIC)
    field = np.pad(np.clip(np.asarray(spread), 0, 1), 24, mode="edge")[..., None]
    cold, hot = np.array([20, 20, 160.0]), np.array([255, 240, 60.0])
    over = Image.fromarray((0.4 * np.asarray(large) + 0.6 * (cold + field * (hot - cold))).astype(np.uint8))
    for part in (large, over):
        ImageDraw.Draw(part).rectangle([float(v) * 4 for v in box], outline=(255, 255, 255))
    return np.concatenate([np.asarray(large), np.asarray(over)], axis=1)


def main(weights_file, test_file, out):
    folded, test = dict(np.load(weights_file)), np.load(test_file)
    images, labels, boxes = test["images"], test["labels"], test["boxes"]
    rows, panels = [], []
    for i in range(200):
        probability, whole = occlusion(folded, images[i], labels[i])
        share = share_inside(probability, whole, boxes[i])
        if share[1] > 0.02:
            rows.append(share)
        if i < len(LABELS):
            panels.append(show(images[i], probability, boxes[i]))
    inside, depth, area = np.array(rows).T
    print(f"share of the drop inside the box: mean {inside.mean():.3f}, median {np.median(inside):.3f}")
    print(f"share of the window positions inside the box: mean {area.mean():.3f}")
    print(f"largest drop: mean {depth.mean():.3f}, median {np.median(depth):.3f}")
    print(f"left out, since no drop is above 0.02: {200 - len(rows)} of 200 images")
    Image.fromarray(np.concatenate([np.concatenate(panels[k:k + 3], axis=1) for k in range(0, 12, 3)])).save(out)


if __name__ == "__main__":
    main(*sys.argv[1:])
