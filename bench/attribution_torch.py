"""PyTorch's side of `bench -- attribution`: the computations of Captum's IntegratedGradients and NoiseTunnel(Saliency), and RISE, on torchvision's ResNet-18.

    python3 bench/attribution_torch.py integrated 50 2        (50 steps, 2 threads)
    python3 bench/attribution_torch.py smoothgrad 50 2
    python3 bench/attribution_torch.py rise 4000 2

Captum itself is not used: what it computes is written out, in batches of a size (its internal_batch_size, nt_samples_batch_size), of which the fastest of several is measured.
Prints one JSON line: milliseconds, seconds of processor time, the batch size, the process's largest resident set in megabytes and what it was before the network. Weights are
PyTorch's own: they do not change the time. Needs torch, torchvision and numpy.
"""
import json
import resource
import sys
import time

import numpy as np
import torch
import torchvision

SIZES = {"integrated": [1, 5, 10, 25, 50], "smoothgrad": [1, 5, 10, 25, 50], "rise": [1, 8, 16, 32, 64]}
LABEL = 386


def resident():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmRSS"))


def gradients(net, batch):
    """d(sum of the class's logits)/d batch, as captum.attr._utils.gradient.compute_gradients."""
    with torch.autograd.set_grad_enabled(True):
        batch = batch.requires_grad_()
        return torch.autograd.grad(net(batch)[:, LABEL].sum(), batch)[0]


def integrated(net, x, steps, size):
    """Captum's default method, gausslegendre, against the baseline 0."""
    nodes, weights = np.polynomial.legendre.leggauss(steps)
    nodes, weights = torch.from_numpy((1 + nodes) / 2).float(), torch.from_numpy(weights / 2).float()
    total = torch.zeros_like(x)
    for start in range(0, steps, size):
        part = slice(start, min(start + size, steps))
        points = nodes[part].view(-1, 1, 1, 1) * x
        total += (gradients(net, points) * weights[part].view(-1, 1, 1, 1)).sum(0, keepdim=True)
    return total * x


def smoothgrad(net, x, samples, size):
    deviation = 0.15 * float(x.max() - x.min())
    total = torch.zeros_like(x)
    for start in range(0, samples, size):
        count = min(size, samples - start)
        noisy = x + deviation * torch.randn(count, *x.shape[1:])
        total += gradients(net, noisy).sum(0, keepdim=True)
    return total / samples


def rise(net, x, masks, size):
    """Petsiuk's program: 7 x 7 cells, shown with probability 0.5, enlarged bilinearly and moved by up to one cell."""
    cell, total = 32, torch.zeros(1, 1, 224, 224)
    with torch.no_grad():
        for start in range(0, masks, size):
            count = min(size, masks - start)
            bits = (torch.rand(count, 1, 7, 7) < 0.5).float()
            large = torch.nn.functional.interpolate(bits, size=(8 * cell, 8 * cell), mode="bilinear", align_corners=False)
            moves = torch.randint(0, cell, (count, 2))
            shown = torch.stack([large[n, :, r:r + 224, c:c + 224] for n, (r, c) in enumerate(moves.tolist())])
            scores = torch.softmax(net(x * shown), 1)[:, LABEL]
            total += (scores.view(-1, 1, 1, 1) * shown).sum(0, keepdim=True)
    return total / (masks * 0.5)


def main():
    name, count, threads = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    method, before = {"integrated": integrated, "smoothgrad": smoothgrad, "rise": rise}[name], resident()
    net = torchvision.models.resnet18().eval()
    x = torch.randn(1, 3, 224, 224)

    def measure(items, size):
        """Milliseconds, and seconds of processor time of all threads."""
        start, used = time.perf_counter(), time.process_time()
        method(net, x, items, size)
        return 1000 * (time.perf_counter() - start), time.process_time() - used

    # The fastest batch size on a part of the work, then all of it; its own peak is that of a process that knows the size.
    if len(sys.argv) > 4:
        best = int(sys.argv[4])
        measure(best, best)
    else:
        measure(1, 1)
        trial = {size: measure(64 if name == "rise" else 50, size)[0] for size in SIZES[name]}
        best = min(trial, key=trial.get)
    milliseconds, cpu = measure(count, best)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"ms": milliseconds, "cpu": cpu, "batch": best, "before": before, "peak": peak}))


if __name__ == "__main__":
    main()
