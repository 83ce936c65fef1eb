#!/usr/bin/env python3
"""Writes tests/NetInsight.Tests/Models/architectures.json: logits that PyTorch computes for small torchvision networks from weights and an image that
follow from names alone (HashFill in C#, hashinit.py in Python). python3 reference.py FOLDER_OF_HASHINIT > architectures.json"""
import json, sys, warnings
import torch, torchvision
sys.path.insert(0, sys.argv[1])
import hashinit

warnings.filterwarnings("ignore")
NAMES = dict(efficientnet_b0=224, efficientnet_b1=240, mobilenet_v3_small=224, mobilenet_v3_large=224, regnet_x_400mf=224, regnet_y_400mf=224,
             regnet_y_800mf=224, shufflenet_v2_x0_5=224, shufflenet_v2_x1_0=224, mnasnet0_5=224, mnasnet1_3=224, resnext50_32x4d=224,
             wide_resnet50_2=224, inception_v3=299, squeezenet1_0=224)


def run(name, size, gain):
    """The logits of an image and of half of it. Factors of normalisations are gain x [0.5, 1.5]: with those of hashinit deep networks forget their input."""
    extra = dict(init_weights=False, transform_input=True) if name == "inception_v3" else {}
    net = torchvision.models.get_model(name, num_classes=40, **extra).eval()
    hashinit.fill(net)
    for key, t in net.state_dict().items():
        if t.ndim == 1 and key.endswith("weight"):
            t.copy_(torch.from_numpy(hashinit.uniform(key, t.shape, gain * .5, gain * 1.5)))
    x = torch.from_numpy(hashinit.image("zoo.input", 1, 224))
    x = torch.nn.functional.pad(x, (0, size - 224, 0, size - 224))
    with torch.no_grad():
        return net, net(x)[0], net(x * .5)[0]


result = {}
for name, size in NAMES.items():
    for gain in (.5, .75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3, 4, 5, 6, 8):
        net, a, b = run(name, size, gain)
        share = (a - b).abs().max() / a.abs().max()
        if share > .2:
            break
    parameters = sum(p.numel() for k, p in net.named_parameters() if not k.startswith("AuxLogits"))
    result[name] = dict(size=size, gain=gain, parameters=parameters, logits=[float("%.7g" % v) for v in a])
    print(name, gain, f"largest {a.abs().max():.3g}, of an image of half the contrast {share:.3f} apart", file=sys.stderr)
print("{\n" + ",\n".join(f' "{k}": {json.dumps(v)}' for k, v in result.items()) + "\n}")
