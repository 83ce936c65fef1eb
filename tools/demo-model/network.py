"""The network: AlexNet's order of layers for 64 x 64 images."""
import torch
from torch import nn

CONVOLUTIONS = {          # name: (inputs, outputs, window, stride, padding)
    "conv1": (3, 48, 9, 2, 4),       # 48 x 32 x 32
    "conv2": (48, 64, 3, 1, 1),      # 64 x 15 x 15 (pool1 before)
    "conv3": (64, 80, 3, 1, 1),      # 80 x 7 x 7   (pool2 before)
    "conv4": (80, 80, 3, 1, 1),
    "conv5": (80, 64, 3, 1, 1),      # then pool5: 64 x 3 x 3
}
FULLY = {"fc6": (64 * 9, 256), "fc7": (256, 128), "fc8": (128, 12)}
POOLED = ("conv1", "conv2", "conv5")
MEAN, STD = 0.5, 0.25


class Network(nn.Module):
    """[N, 3, 64, 64] in (x/255 - MEAN)/STD to logits [N, 12]. Each hidden layer has a batch norm, which `fold` removes."""

    def __init__(self, dropout=0.3):
        super().__init__()
        for name, (inputs, outputs, window, stride, padding) in CONVOLUTIONS.items():
            self.add_module(name, nn.Conv2d(inputs, outputs, window, stride, padding, bias=False))
            self.add_module(name + "_norm", nn.BatchNorm2d(outputs))
        for name, (inputs, outputs) in FULLY.items():
            last = name == "fc8"
            self.add_module(name, nn.Linear(inputs, outputs, bias=last))
            if not last:
                self.add_module(name + "_norm", nn.BatchNorm1d(outputs))
        self.pool, self.dropout = nn.MaxPool2d(3, 2), nn.Dropout(dropout)
        smooth_start(self.conv1.weight)

    def forward(self, x):
        for name in CONVOLUTIONS:
            x = torch.relu(getattr(self, name + "_norm")(getattr(self, name)(x)))
            x = self.pool(x) if name in POOLED else x
        x = x.flatten(1)
        for name in ("fc6", "fc7"):
            x = torch.relu(getattr(self, name + "_norm")(getattr(self, name)(self.dropout(x))))
        return self.fc8(x)


def smooth_start(weight):
    """Blurs the random first filters, so that training starts from smooth filters and not from pixel noise."""
    line = torch.tensor([1.0, 4.0, 6.0, 4.0, 1.0]) / 16
    blur = (line[:, None] * line).expand(3, 1, 5, 5)
    with torch.no_grad():
        size = weight.std()
        weight.copy_(nn.functional.conv2d(weight, blur, padding=2, groups=3))
        weight.mul_(size / weight.std())


def roughness(weight):
    """Share of a filter's energy in its Laplacian, mean over the filters [O, C, H, W]; its scale does not matter."""
    edge = nn.functional.pad(weight, (1, 1, 1, 1))
    bend = 4 * weight - edge[..., 2:, 1:-1] - edge[..., :-2, 1:-1] - edge[..., 1:-1, 2:] - edge[..., 1:-1, :-2]
    return (bend.square().sum((1, 2, 3)) / weight.square().sum((1, 2, 3))).mean()


def fold(network):
    """The weights of the network without batch norms: {"conv1.weight": array, "conv1.bias": array, ...}, batch norms folded in."""
    folded = {}
    for name in [*CONVOLUTIONS, *FULLY]:
        layer, norm = getattr(network, name), getattr(network, name + "_norm", None)
        weight, bias = layer.weight.detach().double(), layer.bias
        if norm is None:
            bias = bias.detach().double()
        else:
            gain = norm.weight.double() / (norm.running_var.double() + norm.eps).sqrt()
            weight = weight * gain.reshape(-1, *[1] * (weight.dim() - 1))
            bias = norm.bias.double() - norm.running_mean.double() * gain
        folded[name + ".weight"] = weight.float().detach().contiguous().numpy()
        folded[name + ".bias"] = bias.float().detach().numpy()
    return folded


def run_folded(folded, x):
    """The folded network on x [N, 3, 64, 64]: probabilities [N, 12]. This is what the exported file computes."""
    weights = {name: torch.as_tensor(value) for name, value in folded.items()}
    for name, (_, _, _, stride, padding) in CONVOLUTIONS.items():
        x = torch.relu(nn.functional.conv2d(x, weights[name + ".weight"], weights[name + ".bias"], stride, padding))
        x = nn.functional.max_pool2d(x, 3, 2) if name in POOLED else x
    x = x.flatten(1)
    for name in FULLY:
        x = nn.functional.linear(x, weights[name + ".weight"], weights[name + ".bias"])
        x = x if name == "fc8" else torch.relu(x)
    return torch.softmax(x, 1)


def normalize(images):
    """Bytes [N, 64, 64, 3] to the network's input [N, 3, 64, 64]."""
    return (torch.tensor(images).permute(0, 3, 1, 2).float() / 255 - MEAN) / STD
