"""Writes the trained network as ONNX:  export.py WEIGHTS.npz MODEL.onnx. Then reads it back and compares it with torch."""
import json
import sys

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from draw import render, shrink
from network import CONVOLUTIONS, FULLY, MEAN, POOLED, STD, normalize, run_folded
from shapes import LABELS

PREPROCESSING = {"resize": 64, "crop": [64, 64], "interpolation": "bilinear", "channels": "rgb",
                 "scale": 1 / 255, "mean": [MEAN] * 3, "std": [STD] * 3}


def nodes():
    """The nodes in order; each is named after its output value."""
    every, last = [], "image"

    def add(operator, name, *parameters, **attributes):
        nonlocal last
        every.append(helper.make_node(operator, [last, *parameters], [name], name=name, **attributes))
        last = name

    for name, (_, _, window, stride, padding) in CONVOLUTIONS.items():
        add("Conv", name, name + ".weight", name + ".bias", kernel_shape=[window] * 2, strides=[stride] * 2, pads=[padding] * 4)
        add("Relu", name.replace("conv", "relu"))
        if name in POOLED:
            add("MaxPool", name.replace("conv", "pool"), kernel_shape=[3, 3], strides=[2, 2])
    add("Flatten", "flatten", axis=1)
    for name in FULLY:
        add("Gemm", name, name + ".weight", name + ".bias", transB=1)
        if name != "fc8":
            add("Relu", name.replace("fc", "relu"))
    add("Softmax", "prob", axis=1)
    return every


def model_of(folded):
    """The ONNX model of the folded weights."""
    tensors = [helper.make_tensor(name, TensorProto.FLOAT, value.shape, np.ascontiguousarray(value, "<f4").tobytes(), raw=True)
               for name, value in folded.items()]
    image = helper.make_tensor_value_info("image", TensorProto.FLOAT, ["N", 3, 64, 64])
    prob = helper.make_tensor_value_info("prob", TensorProto.FLOAT, ["N", len(LABELS)])
    graph = helper.make_graph(nodes(), "demo", [image], [prob], tensors)
    model = helper.make_model(graph, producer_name="netinsight-demo-model", ir_version=8, opset_imports=[helper.make_opsetid("", 13)])
    helper.set_model_props(model, {"netinsight.labels": "\n".join(LABELS),
                                   "netinsight.preprocessing": json.dumps(PREPROCESSING, separators=(",", ":"))})
    return model


def run_onnx(model, x):
    """Evaluates the nodes of the file one by one, with torch's operators: probabilities [N, 12]."""
    values = {t.name: torch.as_tensor(numpy_helper.to_array(t).copy()) for t in model.graph.initializer}
    values["image"] = x
    for node in model.graph.node:
        a = {p.name: helper.get_attribute_value(p) for p in node.attribute}
        first, *rest = (values[name] for name in node.input)
        values[node.output[0]] = {
            "Conv": lambda: torch.conv2d(first, *rest, stride=a["strides"], padding=a["pads"][:2]),
            "Relu": lambda: first.relu(),
            "MaxPool": lambda: torch.max_pool2d(first, a["kernel_shape"], a["strides"]),
            "Flatten": lambda: first.flatten(a["axis"]),
            "Gemm": lambda: first @ rest[0].T + rest[1],
            "Softmax": lambda: first.softmax(a["axis"]),
        }[node.op_type]()
    return values["prob"]


def main(weights_file, model_file):
    folded = dict(np.load(weights_file))
    onnx.save(model_of(folded), model_file)
    model = onnx.load(model_file)
    onnx.checker.check_model(model, full_check=True)
    x = normalize(np.stack([shrink(render(label, (6, k))[0]) for k, label in enumerate(LABELS)]))
    gap = (run_onnx(model, x) - run_folded(folded, x)).abs().max().item()
    assert gap < 1e-5, gap
    print(f"{model_file}: {model.ByteSize()} bytes, {sum(v.size for v in folded.values())} weights, largest difference to torch {gap:.1e}")


if __name__ == "__main__":
    main(*sys.argv[1:])
