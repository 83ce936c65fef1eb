"""Trains the network for one cosine cycle:  train.py TRAIN.npz TEST.npz NAME EPOCHS [--start NAME.pt] [--smooth W] [--gray SHARE]

Writes NAME.npz (the folded weights) and NAME.pt (the state, from which a further cycle can start) after each epoch.
"""
import argparse
import time

import numpy as np
import torch
from torch import nn

from augment import augment
from network import MEAN, STD, Network, fold, normalize, roughness, run_folded

BATCH, PEAK_RATE, DECAY = 128, 3e-3, 0.02


def optimizer_of(network, steps):
    """AdamW (no decay of gains and offsets) and a rate that climbs for a tenth of the steps, then falls as a cosine."""
    groups = [{"params": [p for p in network.parameters() if p.dim() > 1], "weight_decay": DECAY},
              {"params": [p for p in network.parameters() if p.dim() == 1], "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=PEAK_RATE)
    return optimizer, torch.optim.lr_scheduler.OneCycleLR(optimizer, PEAK_RATE, total_steps=steps, pct_start=0.1)


def train(images, labels, epochs, smoothness, gray, start=None, seed=3, report=print):
    """Bytes [N, 64, 64, 3] and labels [N] to a trained network."""
    torch.manual_seed(seed)
    random = np.random.default_rng(seed)
    network = Network()
    if start:
        network.load_state_dict(torch.load(start))
    network = network.to(memory_format=torch.channels_last)
    per_epoch = len(images) // BATCH
    optimizer, schedule = optimizer_of(network, epochs * per_epoch)
    images, labels = torch.as_tensor(images), torch.as_tensor(labels)
    for epoch in range(epochs):
        started, losses = time.time(), []
        order = torch.as_tensor(random.permutation(len(images))[: per_epoch * BATCH]).reshape(per_epoch, BATCH)
        network.train()
        for rows in order:
            x = augment(images[rows].permute(0, 3, 1, 2).float() / 255, random, gray)
            logits = network(((x - MEAN) / STD).contiguous(memory_format=torch.channels_last))
            loss = nn.functional.cross_entropy(logits, labels[rows])
            optimizer.zero_grad()
            (loss + smoothness * roughness(network.conv1.weight)).backward()
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
            if len(losses) % 50 == 0:
                print(f"  step {len(losses)}: loss {np.mean(losses[-50:]):.3f}, {time.time() - started:.0f} s", flush=True)
        rough = roughness(network.conv1.weight).item()
        report(epoch, f"loss {np.mean(losses):.3f}, roughness {rough:.3f}, {time.time() - started:.0f} s", network)
    return network.eval()


def accuracy(folded, images, labels):
    """Accuracy, and mean probability of the true class, over bytes [N, 64, 64, 3]."""
    with torch.no_grad():
        prob = torch.cat([run_folded(folded, normalize(part)) for part in np.array_split(images, 10)]).numpy()
    return (prob.argmax(1) == labels).mean(), prob[np.arange(len(labels)), labels].mean()


def main():
    parser = argparse.ArgumentParser()
    for name in ("train", "test", "name"):
        parser.add_argument(name)
    parser.add_argument("epochs", type=int)
    parser.add_argument("--start", help="state of an earlier cycle")
    parser.add_argument("--smooth", type=float, default=0.05, help="weight of conv1's roughness in the loss")
    parser.add_argument("--gray", type=float, default=0.0, help="share of images shown without colour")
    given = parser.parse_args()
    torch.set_num_threads(2)
    data, test = np.load(given.train), np.load(given.test)

    def report(epoch, text, network):
        folded = fold(network.eval())
        np.savez(given.name + ".npz", **folded)
        torch.save(network.state_dict(), given.name + ".pt")
        right, sure = accuracy(folded, test["images"], test["labels"])
        print(f"epoch {epoch}: {text}, right {right:.4f}, mean probability {sure:.4f}", flush=True)

    train(data["images"], data["labels"], given.epochs, given.smooth, given.gray, given.start, seed=given.epochs, report=report)


if __name__ == "__main__":
    main()
