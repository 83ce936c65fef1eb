"""PyTorch's side of `bench -- versus --device cuda` and `occlusion --device cuda`: a line for each measurement, tabs between.

    python3 bench/versus_torch.py --models vgg16,resnet18 --batches 1,32 --gradient-batches 32 --occlusion 32:8 > peers.tsv

    forward    resnet18  32    milliseconds with TF32 off   with TF32 on   most MB allocated on the GPU
    gradient   resnet18  32    forward, and the gradient of one logit by the input
    occlusion  resnet18  32:8  a map of all positions of the window, occluded on the GPU, in the fastest of three batch sizes

The input starts in the host's memory and the result ends there, as on NetInsight's side. Weights are PyTorch's own: they do not change the
time. Networks that torchvision does not provide, because it is absent, are built here from the published tables (VGG-16 and ResNet-18).
"""
import argparse
import statistics
import sys
import time

import torch
from torch import nn


def vgg16():
    layers, channels = [], 3
    for width in [64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512, 0]:
        if width == 0:
            layers.append(nn.MaxPool2d(2))
        else:
            layers += [nn.Conv2d(channels, width, 3, padding=1), nn.ReLU(inplace=True)]
            channels = width
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(25088, 4096), nn.ReLU(True), nn.Linear(4096, 4096), nn.ReLU(True), nn.Linear(4096, 1000))


class Block(nn.Module):
    def __init__(self, channels, width, stride):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(channels, width, 3, stride, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU(inplace=True),
            nn.Conv2d(width, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width))
        same = stride == 1 and channels == width
        self.short = nn.Identity() if same else nn.Sequential(nn.Conv2d(channels, width, 1, stride, bias=False), nn.BatchNorm2d(width))

    def forward(self, x):
        return torch.relu(self.body(x) + self.short(x))


def resnet18():
    layers = [nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, 1)]
    channels = 64
    for width, stride in [(64, 1), (64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), (512, 1)]:
        layers.append(Block(channels, width, stride))
        channels = width
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(512, 1000))


def make(name):
    try:
        from torchvision import models
        options = {"init_weights": False} if name == "googlenet" else {}
        return getattr(models, name)(weights=None, **options)
    except ImportError:
        return {"vgg16": vgg16, "resnet18": resnet18}[name]()


def median(run, seconds):
    for _ in range(3):
        run()
    times, start = [], time.perf_counter()
    while len(times) < 3 or (time.perf_counter() - start < seconds and len(times) < 300):
        before = time.perf_counter()
        run()
        times.append(1000 * (time.perf_counter() - before))
    return statistics.median(times)


def forward(model, host, place):
    with torch.inference_mode():
        return model(host.to(place)).cpu()


def gradient(model, host, place):
    x = host.to(place).requires_grad_()
    logits = model(x)
    return torch.autograd.grad(logits[:, 3].sum(), x)[0].cpu()


def occlusion(model, host, place, window, stride, batch):
    """The probabilities of every position of a window of zeros."""
    with torch.inference_mode():
        image = host.to(place)
        tops = range(0, host.shape[2] - window + 1, stride)
        positions = [(top, left) for top in tops for left in tops]
        results = []
        for start in range(0, len(positions), batch):
            part = positions[start:start + batch]
            x = image.expand(len(part), -1, -1, -1).clone()
            for n, (top, left) in enumerate(part):
                x[n, :, top:top + window, left:left + window] = 0
            results.append(torch.softmax(model(x), 1))
        return torch.cat(results).cpu()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--models", default="vgg16,resnet18")
    parser.add_argument("--batches", default="1,32")
    parser.add_argument("--gradient-batches", default="")
    parser.add_argument("--occlusion", default="", help="window:stride, separated by commas")
    parser.add_argument("--seconds", type=float, default=0.6)
    parser.add_argument("--device", default="cuda")
    options = parser.parse_args()
    place = options.device
    if place == "cuda" and not torch.cuda.is_available():
        sys.exit("PyTorch sees no CUDA device")
    torch.backends.cudnn.benchmark = True

    def line(kind, name, case, run):
        figures = []
        if place == "cuda":
            torch.cuda.empty_cache()
            torch.cuda.reset_peak_memory_stats()
        for allowed in [False, True]:
            torch.backends.cudnn.allow_tf32 = allowed
            torch.backends.cuda.matmul.allow_tf32 = allowed
            figures.append(run())
        memory = torch.cuda.max_memory_allocated() / 2 ** 20 if place == "cuda" else 0
        print(f"{kind}\t{name}\t{case}\t{figures[0]:.4f}\t{figures[1]:.4f}\t{memory:.0f}", flush=True)

    def words(text):
        return [word for word in text.split(",") if word]

    for name in words(options.models):
        model = make(name).eval().requires_grad_(False).to(place)
        for batch in words(options.batches):
            host = torch.randn(int(batch), 3, 224, 224)
            line("forward", name, batch, lambda: median(lambda: forward(model, host, place), options.seconds))
        for batch in words(options.gradient_batches):
            host = torch.randn(int(batch), 3, 224, 224)
            line("gradient", name, batch, lambda: median(lambda: gradient(model, host, place), options.seconds))
        for case in words(options.occlusion):
            window, stride = map(int, case.split(":"))
            host = torch.randn(1, 3, 224, 224)
            line("occlusion", name, case, lambda: min(
                median(lambda: occlusion(model, host, place, window, stride, batch), options.seconds) for batch in [32, 64, 128]))


if __name__ == "__main__":
    main()
