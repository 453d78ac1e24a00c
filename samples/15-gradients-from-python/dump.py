"""Trains a small PyTorch network for 20 steps and saves the gradients of every step to gradients.npz."""

import numpy
import torch

torch.manual_seed(1)
network = torch.nn.Sequential(torch.nn.Linear(10, 32), torch.nn.Tanh(), torch.nn.Linear(32, 1))
optimizer = torch.optim.SGD(network.parameters(), lr=0.01)
steps = {name: [] for name, parameter in network.named_parameters() if parameter.requires_grad}

for step in range(1, 21):
    rows = torch.randn(32, 10)
    targets = rows[:, :1] * rows[:, 1:2]
    optimizer.zero_grad()
    torch.nn.functional.mse_loss(network(rows), targets).backward()
    for name, parameter in network.named_parameters():
        if name in steps:
            gradient = torch.zeros_like(parameter) if parameter.grad is None else parameter.grad
            steps[name].append(gradient.detach().cpu().float().numpy().copy())
    optimizer.step()

numpy.savez("gradients.npz", **{name: numpy.stack(gradients) for name, gradients in steps.items()})
