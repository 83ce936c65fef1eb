"""Augmentation of a batch of training images, floats [N, 3, 64, 64] in 0..1."""
import torch


def augment(images, random, gray=0.0):
    """Mirrors, shifts, recolours and partly occludes the images; `random` is a numpy Generator."""
    images = shift(images, random)
    flip = torch.as_tensor(random.random(len(images)) < 0.5)
    images[flip] = images[flip].flip(3)
    return occlude(recolour(images, random, gray), random)


def shift(images, random, most=4):
    """Moves all images of the batch by the same few pixels; the border repeats."""
    y, x = random.integers(0, 2 * most + 1, 2)
    wide = torch.nn.functional.pad(images, (most,) * 4, mode="replicate")
    return wide[:, :, y:y + 64, x:x + 64].clone()


def recolour(images, random, gray):
    """Swaps the channels of half of the images, makes a share gray, then changes contrast and brightness."""
    for i in range(0, len(images), 2):
        images[i] = images[i, random.permutation(3)]
    if gray > 0:
        chosen = torch.as_tensor(random.random(len(images)) < gray)
        images[chosen] = images[chosen].mean(1, keepdim=True)
    gain = torch.as_tensor(random.uniform(0.8, 1.2, (len(images), 1, 1, 1))).float()
    lift = torch.as_tensor(random.uniform(-0.1, 0.1, (len(images), 3, 1, 1))).float()
    return ((images - 0.5) * gain + 0.5 + lift).clamp_(0, 1)


def occlude(images, random, share=0.4, least=6, most=13):
    """Puts a gray or coloured rectangle on some images: too small to cover an object."""
    for i in range(len(images)):
        if random.random() < share:
            h, w = random.integers(least, most + 1, 2)
            y, x = random.integers(0, 64 - h), random.integers(0, 64 - w)
            ink = torch.full((3,), 0.5) if random.random() < 0.6 else torch.as_tensor(random.random(3)).float()
            images[i, :, y:y + h, x:x + w] = ink[:, None, None]
    return images
