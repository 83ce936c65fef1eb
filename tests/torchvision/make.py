#!/usr/bin/env python3
"""Networks of torchvision and timm with random weights, for TorchvisionTests: what PyTorch computes from a state dict and from its ONNX export.

    python3 make.py FOLDER [--timm] [--classes=N] [--no-onnx] NAME ...          (no NAME: all that NetInsight builds)
    NETINSIGHT_TORCHVISION=FOLDER artifacts/bin/NetInsight.Tests/release/NetInsight.Tests -class NetInsight.Tests.Models.TorchvisionTests

Needs torch and torchvision (Debian: python3-torch, python3-torchvision); --timm needs timm on PYTHONPATH, and NAME=TORCHVISION_NAME pairs where the
names differ, such as regnety_004=regnet_y_400mf. For each network: NAME.pth (state dict), NAME.onnx (opset 13 to 17), NAME.json (architecture, shape,
logits computed in doubles, and how far PyTorch's floats are off). Input: input-SIZE.f32. Weights are seeded by the name. Statistics and factors of batch normalisations are random, so that a
wrong epsilon, a swapped tensor or a missing normalisation shows; they are rescaled to the activations' own, so that logits do depend on the input."""
import json, sys, warnings, zlib
import torch, torchvision

warnings.filterwarnings("ignore")
SIZES = dict(efficientnet_b1=240, efficientnet_b2=288, efficientnet_b3=300, efficientnet_b4=380, efficientnet_b5=456, efficientnet_b6=528,
             efficientnet_b7=600, inception_v3=299)
PREFIXES = ("alexnet", "densenet", "efficientnet_b", "googlenet", "inception", "mnasnet", "mobilenet", "regnet", "resne", "shufflenet", "squeezenet",
            "vgg", "wide_resnet")


def image(folder, size):
    """A smooth pattern with some noise, which is written to input-SIZE.f32."""
    torch.manual_seed(size)
    coarse = torch.nn.functional.interpolate(torch.randn(1, 3, 8, 8) * 1.5, size=(size, size), mode="bilinear", align_corners=False)
    x = coarse + torch.randn(1, 3, size, size) * .2
    x.numpy().tofile(f"{folder}/input-{size}.f32")
    return x


def randomize(net, x):
    """Batch normalisations normalise what reaches them for this input, up to a random error, and then scale and shift at random.
    Variances are at least a tenth of the squared mean: no more cancellation than in trained networks."""
    def hook(module, inputs):
        z = inputs[0].detach()
        mean, var = z.mean((0, 2, 3)), z.var((0, 2, 3), unbiased=False) if z.shape[2] * z.shape[3] > 1 else torch.ones(z.shape[1])
        spread = var.mean().sqrt() + 1e-12
        module.running_mean.copy_(mean + spread * torch.randn_like(mean) * .1)
        module.running_var.copy_((var + .05 * var.mean() + .1 * mean ** 2 + 1e-12) * torch.empty_like(var).uniform_(.5, 1.5))
        module.weight.data.uniform_(.5, 1.5)
        if module in last:
            module.weight.data *= .3
        module.bias.data.normal_(0, .2)

    # the sum of fifty branches as large as the trunk would amplify every rounding
    last = {m.bn3 for m in net.modules() if type(m).__name__ == "Bottleneck"}
    handles = [m.register_forward_pre_hook(hook) for m in net.modules() if isinstance(m, torch.nn.BatchNorm2d)]
    for m in net.modules():
        if isinstance(m, (torch.nn.Conv2d, torch.nn.Linear)):
            m.weight.data.normal_(0, (2 / m.weight[0].numel()) ** .5)
            if m.bias is not None:
                m.bias.data.normal_(0, .1)
    with torch.no_grad():
        net(x)
    for handle in handles:
        handle.remove()


def make(folder, name, architecture, use_timm, classes, with_onnx):
    size = SIZES.get(architecture, 224)
    x = image(folder, size)
    torch.manual_seed(zlib.crc32(name.encode()))
    if use_timm:
        import timm
        net = timm.create_model(name, num_classes=classes)
    else:
        extra = dict(init_weights=False, transform_input=True) if name in ("googlenet", "inception_v3") else {}
        net = torchvision.models.get_model(name, num_classes=classes, **extra)
    net.eval()
    randomize(net, x)
    with torch.no_grad():
        single = net(x)[0]
        logits = net.double()(x.double())[0]
    net.float()
    float_error = float((single - logits).abs().max() / logits.abs().max())
    stem = f"{folder}/{'timm-' if use_timm else ''}{name}"
    torch.save(net.state_dict(), f"{stem}.pth")
    error = ""
    if with_onnx:
        for opset in (13, 17):
            try:
                torch.onnx.export(net, x, f"{stem}.onnx", opset_version=opset, input_names=["input"], output_names=["logits"])
                error = ""
                break
            except Exception as e:
                error = f"{type(e).__name__}: {str(e).splitlines()[0]}"
    transforms = ""
    if not use_timm:
        weights = torchvision.models.get_model_weights(name)
        t = list(weights)[0].transforms()
        transforms = f"{t.resize_size} {t.crop_size} {t.interpolation.value} {t.mean} {t.std}"
    # timm's Inception takes ImageNet's input as it is, and its tf_ networks pad as TensorFlow: names of tensors do not tell
    form = "plain-inception" if use_timm and name == "inception_v3" else "tensorflow" if name.startswith("tf_") else ""
    json.dump(dict(architecture=architecture, form=form, size=size, logits=[float(v) for v in logits], float_error=float_error, onnx_error=error, transforms=transforms),
              open(f"{stem}.json", "w"))
    print(name, f"largest logit {logits.abs().max():.3f}, spread {logits.std():.3f}, floats {float_error:.1e} off", error, transforms, flush=True)


if __name__ == "__main__":
    options = [a for a in sys.argv[1:] if a.startswith("--")]
    values = [a for a in sys.argv[1:] if not a.startswith("--")]
    classes = next((int(o.split("=")[1]) for o in options if o.startswith("--classes=")), 1000)
    names = values[1:] or [n for n in torchvision.models.list_models(torchvision.models) if n.startswith(PREFIXES)]
    for pair in names:
        name, _, architecture = pair.partition("=")
        make(values[0], name, architecture or name, "--timm" in options, classes, "--no-onnx" not in options)
