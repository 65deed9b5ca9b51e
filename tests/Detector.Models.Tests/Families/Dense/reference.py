#!/usr/bin/env python3
"""Makes the reference files of DenseAutoencoderTests with PyTorch (Debian: python3-torch): run it in this folder.

Each file has the weights under their state_dict names, an input, and what PyTorch makes of it (reconstruction, code, loss, gradient of the code's weight).
"""
import pathlib
import sys

import torch
from torch import nn

sys.path.insert(0, str(pathlib.Path(__file__).parents[2]))
from safetensors import write  # noqa: E402


class Tied(nn.Module):
    """The transpose of another layer; its weights stay that layer's."""

    def __init__(self, layer):
        super().__init__()
        self.layer = [layer]
        self.bias = nn.Parameter(torch.randn(layer.in_features))

    def forward(self, x):
        return nn.functional.linear(x, self.layer[0].weight.t(), self.bias)


def hidden(widths, activation):
    return [module for i, o in zip(widths, widths[1:]) for module in (nn.Linear(i, o), activation())]


def decoder(net, features, widths, activation, tied):
    if not tied:
        return [*hidden(widths[::-1], activation), nn.Linear(widths[0], features)]
    layers = [net.code, *[module for module in reversed(net.encoder) if isinstance(module, nn.Linear)]]
    return [module for layer in layers for module in (Tied(layer), activation())][:-1]


def huber(made, wanted):
    """The squared error up to a half, beyond it the absolute error less a quarter."""
    return 2 * nn.functional.huber_loss(made, wanted, delta=0.5)


def case(name, features, widths, activation, loss, output=(), tied=False):
    torch.manual_seed(len(name))
    net = nn.Module()
    net.encoder = nn.Sequential(*hidden([features] + widths[:-1], activation))
    net.code = nn.Linear(([features] + widths)[-2], widths[-1])
    net.decoder = nn.Sequential(*decoder(net, features, widths, activation, tied), *output)
    x = torch.rand(7, features) if output else torch.randn(7, features)
    code = net.code(net.encoder(x))
    reconstruction = net.decoder(code)
    value = loss(reconstruction, x)
    value.backward()
    write(name + ".safetensors", {
        **{"weights." + k: v for k, v in net.state_dict().items()},
        "input": x, "code": code, "reconstruction": reconstruction, "loss": value.reshape(1),
        "gradient": net.code.weight.grad,
    })


case("selu-mse", 9, [18, 9, 2], nn.SELU, nn.MSELoss())
case("gelu-huber", 5, [4, 3], nn.GELU, huber)
case("leakyrelu-mae", 4, [3], nn.LeakyReLU, nn.L1Loss())
case("tanh-bce", 6, [8, 4, 2], nn.Tanh, nn.BCELoss(), (nn.Sigmoid(),))
case("tied-elu-mse", 6, [5, 4, 2], nn.ELU, nn.MSELoss(), tied=True)
