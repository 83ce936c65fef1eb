"""PyTorch's side of `NetInsight.Benchmarks -- gradient`: peer_gradient.py MODEL THREADS INPUT BATCH SIZE CLASS.

Fills torchvision's network by the names of its weights (as HashFill.cs does) and answers lines on the standard input, one JSON line each:
  forward MS | gradient MS   milliseconds of each run, for at least MS milliseconds, after one that is not measured
  save FILE                  the gradient as raw floats
  save-double FILE           the gradient of the first image, computed in double precision, as raw floats; the network stays double
  save-chosen FILE FOLDER    the same, but every ReLU passes and every max-pool takes what it does for given outputs of all ReLUs, in order:
                             FOLDER/0, FOLDER/1, ... of the first image, raw floats
  peak                       the process's largest resident set, in megabytes, and what it was before the network
"""
import json, sys, time
import numpy as np
import torch, torchvision
import torch.nn.functional as F

model_name, threads, path, batch, size, label = sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4]), int(sys.argv[5]), int(sys.argv[6])
torch.set_num_threads(threads)
M64 = (1 << 64) - 1


def unit(name, count):
    h = 0xCBF29CE484222325
    for b in name.encode():
        h = ((h ^ b) * 0x100000001B3) & M64
    z = np.uint64(h) + (np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15))
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z = z ^ (z >> np.uint64(31))
    return (z >> np.uint64(40)).astype(np.float32) / np.float32(1 << 24)


def uniform(name, shape, low, high):
    low, high = np.float32(low), np.float32(high)
    return torch.from_numpy((low + (high - low) * unit(name, int(np.prod(shape)))).reshape(shape))


def fill(net):
    for name, t in net.state_dict().items():
        if name.endswith("num_batches_tracked"):
            continue
        if name.endswith("running_mean"):
            v = uniform(name, t.shape, -0.1, 0.1)
        elif name.endswith("running_var"):
            v = uniform(name, t.shape, 0.5, 1.5)
        elif t.ndim in (2, 4):
            b = np.float32(np.sqrt((6.0 if t.ndim == 4 else 3.0) / np.prod(t.shape[1:])))
            v = uniform(name, t.shape, -b, b)
        elif name.endswith("weight"):
            v = uniform(name, t.shape, 0.25, 0.75)
        else:
            v = uniform(name, t.shape, -0.1, 0.1)
        t.copy_(v)


def memory(what):
    """VmRSS or VmHWM, its peak, in megabytes; ru_maxrss would begin with the memory of the process that started this one."""
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith(what))


before = memory("VmRSS")
options = {"aux_logits": False, "init_weights": False, "transform_input": True} if model_name == "googlenet" else {}
net = getattr(torchvision.models, model_name)(**options).eval()
with torch.no_grad():
    fill(net)
for p in net.parameters():
    p.requires_grad_(False)
x = torch.from_numpy(np.fromfile(path, np.float32).reshape(batch, 3, size, size))


def forward():
    with torch.no_grad():
        return net(x)


def gradient():
    leaf = x.clone().requires_grad_(True)
    net(leaf)[:, label].sum().backward()
    return leaf.grad


class Chosen:
    """Stands in for rectifiers and max-pools: decides as given float outputs do, in double arithmetic. Tensors carry theirs along."""

    def __init__(self, folder):
        self.folder, self.calls = folder, 0
        self.pool, self.cat = F.max_pool2d, torch.cat

    def next(self, like):
        self.calls += 1
        return torch.from_numpy(np.fromfile(f"{self.folder}/{self.calls - 1}", np.float32).reshape(like.shape))

    def relu(self, x, inplace=False):
        given = self.next(x)
        y = x * (given > 0)
        y.given = given
        return y

    def clip(self, x, low=-1.0, high=1.0, inplace=False):
        given = self.next(x)
        y = torch.where((given > low) & (given < high), x, given.double())
        y.given = given
        return y

    def max_pool(self, x, *arguments, return_indices=False, **options):
        given, taken = self.pool(x.given, *arguments, return_indices=True, **options)
        y = x.flatten(2).gather(2, taken.flatten(2)).reshape(given.shape)
        y.given = given
        return y

    def concat(self, tensors, dim=0):
        y = self.cat(tensors, dim)
        if all(hasattr(t, "given") for t in tensors):
            y.given = self.cat([t.given for t in tensors], dim)
        return y

    def gradient(self):
        kept = F.relu, F.hardtanh, F.max_pool2d, torch.cat
        F.relu, F.hardtanh, F.max_pool2d, torch.cat = self.relu, self.clip, self.max_pool, self.concat
        try:
            return gradient()
        finally:
            F.relu, F.hardtanh, F.max_pool2d, torch.cat = kept


print(json.dumps({"version": torch.__version__}), flush=True)
for line in sys.stdin:
    word, _, argument = line.strip().partition(" ")
    if word == "save":
        gradient().numpy().tofile(argument)
        answer = {}
    elif word == "save-double":
        net, x = net.double(), x[:1].double()
        gradient().float().numpy().tofile(argument)
        answer = {}
    elif word == "save-chosen":
        file, _, folder = argument.partition(" ")
        net, x = net.double(), x[:1].double()
        Chosen(folder).gradient().float().numpy().tofile(file)
        answer = {}
    elif word == "peak":
        answer = {"peak": memory("VmHWM"), "before": before}
    else:
        work, times = (forward if word == "forward" else gradient), []
        work()
        start = time.perf_counter()
        while (time.perf_counter() - start) * 1000 < float(argument):
            one = time.perf_counter()
            work()
            times.append((time.perf_counter() - one) * 1000)
        answer = {"ms": times}
    print(json.dumps(answer), flush=True)
