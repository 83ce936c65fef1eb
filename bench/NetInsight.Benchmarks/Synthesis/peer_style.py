"""PyTorch's side of `NetInsight.Benchmarks -- style`: peer_style.py SETTINGS, a JSON file.

  model                          an ONNX file of Conv, Relu, MaxPool, LRN and Concat as far as its layers are needed
  content, style, start, image   files of raw floats, inputs of the network; `image` is written
  contentShape, styleShape       their shapes, 1 x 3 x height x width; the start has the content's
  contentLayers, styleLayers     weights by layer: sum of w * |F - F_c|^2 / |F_c|^2 and of w * |G - G_s|^2 / |G_s|^2, G = F F' / (C H W)
  optimizer, rate, memory        "adam" or "lbfgs" (one gradient a step, no line search)
  steps, threads

Writes one JSON line: version, the loss before each step and at the end, seconds.
"""
import json, sys, time
import numpy as np
import onnx, torch
import torch.nn.functional as F
from onnx import numpy_helper

settings = json.load(open(sys.argv[1]))
torch.set_num_threads(settings["threads"])
graph = onnx.load(settings["model"]).graph
weights = {t.name: torch.from_numpy(numpy_helper.to_array(t).copy()) for t in graph.initializer}
wanted = {**settings["contentLayers"], **settings["styleLayers"]}


def ends(pads, extents, kernel, stride, ceil):
    """The padding at both ends of each axis, enlarged at the far end where sizes are rounded up."""
    half = len(pads) // 2
    result = []
    for axis in range(half):
        low, high = pads[axis], pads[half + axis]
        if ceil:
            covered = extents[axis] + low + high - kernel[axis]
            count = -(-covered // stride[axis]) + 1
            if (count - 1) * stride[axis] >= extents[axis] + low:       # no window begins in the padding behind the image
                count -= 1
            high += max((count - 1) * stride[axis] - covered, 0)
        result.append((low, high))
    return [end for pair in reversed(result) for end in pair]


def layers(x):
    values, found = {graph.input[0].name: x}, {}
    for node in graph.node:
        a = {attribute.name: onnx.helper.get_attribute_value(attribute) for attribute in node.attribute}
        x = values[node.input[0]]
        if node.op_type == "Conv":
            pads = a.get("pads", [0, 0, 0, 0])
            y = F.conv2d(F.pad(x, [pads[1], pads[3], pads[0], pads[2]]), weights[node.input[1]],
                         weights[node.input[2]] if len(node.input) > 2 else None, a.get("strides", 1), 0, 1, a.get("group", 1))
        elif node.op_type == "Relu":
            y = F.relu(x)
        elif node.op_type == "MaxPool":
            kernel, stride = a["kernel_shape"], a.get("strides", [1, 1])
            pad = ends(a.get("pads", [0, 0, 0, 0]), x.shape[2:], kernel, stride, a.get("ceil_mode", 0))
            y = F.max_pool2d(F.pad(x, pad, value=-torch.inf), kernel, stride)
        elif node.op_type == "LRN":
            y = F.local_response_norm(x, a["size"], a["alpha"], a["beta"], a["bias"])
        elif node.op_type == "Concat":
            y = torch.cat([values[name] for name in node.input], 1)
        else:
            raise SystemExit(f"{node.op_type} is not among the operators of this script")
        values[node.output[0]] = y
        if node.output[0] in wanted:
            found[node.output[0]] = y
        if len(found) == len(wanted):
            return found
    raise SystemExit(f"no layer {set(wanted) - set(found)}")


def read(name, shape):
    return torch.from_numpy(np.fromfile(settings[name], np.float32).reshape(settings[shape]))


def gram(features):
    rows = features.flatten(2)[0]
    return rows @ rows.T / rows.numel()


with torch.no_grad():
    contents = {name: value for name, value in layers(read("content", "contentShape")).items() if name in settings["contentLayers"]}
    styles = {name: gram(value) for name, value in layers(read("style", "styleShape")).items() if name in settings["styleLayers"]}
image = read("start", "contentShape").requires_grad_(True)


def loss():
    found, total = layers(image), 0
    for name, target in contents.items():
        total = total + settings["contentLayers"][name] * ((found[name] - target) ** 2).sum() / (target ** 2).sum()
    for name, target in styles.items():
        total = total + settings["styleLayers"][name] * ((gram(found[name]) - target) ** 2).sum() / (target ** 2).sum()
    return total


if settings["optimizer"] == "adam":
    optimizer = torch.optim.Adam([image], lr=settings["rate"])
else:
    optimizer = torch.optim.LBFGS([image], lr=settings["rate"], max_iter=1, history_size=settings["memory"], tolerance_grad=0,
                                  tolerance_change=0)
losses = []


def closure():
    optimizer.zero_grad()
    value = loss()
    value.backward()
    losses.append(value.item())
    return value


start = time.perf_counter()
for _ in range(settings["steps"]):
    optimizer.step(closure)
seconds = time.perf_counter() - start
with torch.no_grad():
    losses.append(loss().item())
image.detach().numpy().tofile(settings["image"])
print(json.dumps({"version": torch.__version__, "losses": losses, "seconds": seconds}))
