"""PyTorch's side of `bench -- versus --device cuda`: prints the median milliseconds of a run with TF32 off, and with TF32 on.

    python3 bench/versus_torch.py resnet18 32

The input starts in the host's memory and the logits end there, as on NetInsight's side. Weights are PyTorch's own: they do not change the time.
Networks that torchvision does not provide, because it is absent, are built here from the published tables (VGG-16 and ResNet-18).
"""
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
        return getattr(models, name)(weights=None)
    except ImportError:
        return {"vgg16": vgg16, "resnet18": resnet18}[name]()


def median(model, host):
    with torch.inference_mode():
        for _ in range(10):
            model(host.cuda()).cpu()
        times, start = [], time.perf_counter()
        while time.perf_counter() - start < 3 and len(times) < 300:
            before = time.perf_counter()
            model(host.cuda()).cpu()
            times.append(1000 * (time.perf_counter() - before))
    return statistics.median(times)


def main():
    if not torch.cuda.is_available():
        sys.exit("PyTorch sees no CUDA device")
    model = make(sys.argv[1]).eval().cuda()
    host = torch.randn(int(sys.argv[2]), 3, 224, 224)
    torch.backends.cudnn.benchmark = True
    figures = []
    for allowed in [False, True]:
        torch.backends.cudnn.allow_tf32 = allowed
        torch.backends.cuda.matmul.allow_tf32 = allowed
        figures.append(median(model, host))
    print(f"{figures[0]:.4f} {figures[1]:.4f}")


if __name__ == "__main__":
    main()
