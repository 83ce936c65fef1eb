"""Lucid's recipe of feature visualization in PyTorch (Olah et al. 2017): the best time of several rounds, in seconds.

Usage: peer_lucid.py THREADS STEPS EXTENT ROUNDS

SqueezeNet 1.1 with torchvision's initial weights (time does not depend on them), channel 12 of its last fire module. Parameters are the
spectrum, scaled by frequency; irfft2, decorrelated colours, sigmoid, ImageNet's normalisation; pad 12, jitter 8, scale 0.9 to 1.1, rotate by
-10 to 10 degrees, jitter 4, resized to EXTENT x EXTENT; Adam 0.05.
"""
import math, random, sys, time
import torch, torchvision
import torch.nn.functional as F

threads, steps, extent, rounds = (int(a) for a in sys.argv[1:5])
torch.set_num_threads(threads)
net = torchvision.models.squeezenet1_1(weights=None).features.eval()
for p in net.parameters():
    p.requires_grad_(False)
colors = torch.tensor([[.26, .09, .02], [.27, .0, -.05], [.27, -.09, .03]])
colors = colors / colors.norm(dim=0).max()
mean = torch.tensor([.485, .456, .406]).view(1, 3, 1, 1)
std = torch.tensor([.229, .224, .225]).view(1, 3, 1, 1)
fy = torch.fft.fftfreq(extent).view(-1, 1)
fx = torch.fft.rfftfreq(extent).view(1, -1)
scale = extent / torch.clamp((fy * fy + fx * fx).sqrt(), min=1.0 / extent)


def jitter(x, pixels):
    top, left = random.randrange(pixels + 1), random.randrange(pixels + 1)
    return x[:, :, top:x.shape[2] - pixels + top, left:x.shape[3] - pixels + left]


def transform(x):
    x = jitter(F.pad(x, (12, 12, 12, 12), value=0.5), 8)
    factor = 1 + 0.02 * random.randrange(-5, 6)
    x = F.interpolate(x, scale_factor=factor, mode="bilinear", align_corners=False, recompute_scale_factor=True)
    angle = math.radians(random.choice([*range(-10, 11), 0, 0, 0, 0, 0]))
    turn = torch.tensor([[[math.cos(angle), -math.sin(angle), 0], [math.sin(angle), math.cos(angle), 0]]])
    x = F.grid_sample(x, F.affine_grid(turn, x.shape, align_corners=False), align_corners=False)
    return F.interpolate(jitter(x, 4), size=(extent, extent), mode="bilinear", align_corners=False)


best = math.inf
for _ in range(rounds):
    start = time.perf_counter()
    spectrum = (0.01 * torch.randn(1, 3, extent, extent // 2 + 1, 2)).requires_grad_(True)
    adam = torch.optim.Adam([spectrum], lr=0.05)
    for _ in range(steps):
        adam.zero_grad()
        plain = torch.fft.irfft2(torch.view_as_complex(spectrum) * scale, s=(extent, extent)) / 4
        image = torch.sigmoid(torch.einsum("ij,njhw->nihw", colors, plain))
        loss = -net((transform(image) - mean) / std)[:, 12].mean()
        loss.backward()
        adam.step()
    best = min(best, time.perf_counter() - start)
print(best)
