#!/usr/bin/env python3
"""Makes the reference files of ConvAutoencoderTests with PyTorch (Debian: python3-torch): run it in this folder.

Each file has the weights under their state_dict names, an input of flat samples, and what PyTorch makes of it (reconstruction, code, loss, gradient of the
first convolution's weight).
"""
import pathlib
import sys

import torch
from torch import nn

sys.path.insert(0, str(pathlib.Path(__file__).parents[2]))
from safetensors import write  # noqa: E402


class StepsLast(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.features = features

    def forward(self, x):
        return x.reshape(len(x), -1, self.features).transpose(1, 2)


class StepsFirst(nn.Module):
    def forward(self, x):
        return x.transpose(1, 2).flatten(1)


def huber(made, wanted):
    """The squared error up to a half, beyond it the absolute error less a quarter."""
    return 2 * nn.functional.huber_loss(made, wanted, delta=0.5)


def case(name, shape, channels, code, kernel, activation, nearest=False, loss=nn.MSELoss(), output=()):
    torch.manual_seed(len(name))
    if len(shape) == 3:
        conv, transposed, pool = nn.Conv2d, nn.ConvTranspose2d, nn.MaxPool2d
        levels, sizes, opening, closing = [shape[0]] + channels, [shape[1:]], nn.Unflatten(1, shape), nn.Flatten()
    else:
        conv, transposed, pool = nn.Conv1d, nn.ConvTranspose1d, nn.MaxPool1d
        levels, sizes, opening, closing = [shape[1]] + channels, [shape[:1]], StepsLast(shape[1]), StepsFirst()
    encoder = [opening]
    for before, after in zip(levels, channels):
        encoder += [conv(before, after, kernel, padding=kernel // 2), activation(), pool(2, ceil_mode=True)]
        sizes.append(tuple((size + 1) // 2 for size in sizes[-1]))
    hidden = channels[-1] * torch.Size(sizes[-1]).numel()
    decoder = [nn.Linear(code, hidden), activation(), nn.Unflatten(1, (channels[-1], *sizes[-1]))]
    for level in range(len(channels), 0, -1):
        size = sizes[level - 1]
        decoder += [nn.Upsample(size), conv(levels[level], levels[level - 1], kernel, padding=kernel // 2)] if nearest else [
            transposed(levels[level], levels[level - 1], kernel, stride=2, padding=kernel // 2, output_padding=tuple(1 - s % 2 for s in size))]
        decoder += [activation()] if level > 1 else []
    net = nn.Module()
    net.encoder = nn.Sequential(*encoder, nn.Flatten())
    net.code = nn.Linear(hidden, code)
    net.decoder = nn.Sequential(*decoder, closing, *output)
    width = torch.Size(shape).numel()
    x = torch.rand(5, width) if output else torch.randn(5, width)
    inner = net.code(net.encoder(x))
    reconstruction = net.decoder(inner)
    value = loss(reconstruction, x)
    value.backward()
    write(name + ".safetensors", {
        **{"weights." + k: v for k, v in net.state_dict().items()},
        "input": x, "code": inner, "reconstruction": reconstruction, "loss": value.reshape(1),
        "gradient": net.encoder[1].weight.grad,
    })


case("image-transposed", (2, 7, 10), [3, 4], 5, 3, nn.SELU)
case("image-nearest", (1, 9, 6), [4, 3], 4, 5, nn.GELU, nearest=True, loss=nn.BCELoss(), output=(nn.Sigmoid(),))
case("sequence-transposed", (11, 3), [6, 5], 4, 3, nn.SELU, loss=huber)
case("sequence-nearest", (8, 2), [4], 3, 3, nn.Tanh, nearest=True)
