#!/usr/bin/env python3
"""Makes the reference files of DenseAutoencoderTests with PyTorch (Debian: python3-torch): run it in this folder.

Each file is in the safetensors layout, written here with struct and json alone: the weights under their state_dict names,
an input, and what PyTorch makes of it (reconstruction, code, loss, gradient of the first weight).
"""
import json
import struct

import torch
from torch import nn


def write(path, tensors):
    header, data = {"__metadata__": {"format": "pt"}}, b""
    for name, tensor in tensors.items():
        raw = struct.pack("<%df" % tensor.numel(), *tensor.flatten().tolist())
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


def layers(widths, activation):
    modules = []
    for i, o in zip(widths, widths[1:]):
        modules += [activation(), nn.Linear(i, o)] if modules else [nn.Linear(i, o)]
    return modules


def case(name, features, widths, activation, loss, output=()):
    torch.manual_seed(len(name))
    net = nn.Module()
    net.encoder = nn.Sequential(*layers([features] + widths, activation))
    net.decoder = nn.Sequential(*layers(widths[::-1] + [features], activation), *output)
    x = torch.rand(7, features) if output else torch.randn(7, features)
    code = net.encoder(x)
    reconstruction = net.decoder(code)
    value = loss(reconstruction, x)
    value.backward()
    write(name + ".safetensors", {
        **{"weights." + k: v for k, v in net.state_dict().items()},
        "input": x, "code": code, "reconstruction": reconstruction, "loss": value.reshape(1),
        "gradient": net.encoder[0].weight.grad,
    })


case("selu-mse", 9, [18, 9, 2], nn.SELU, nn.MSELoss())
case("gelu-huber", 5, [4, 3], nn.GELU, nn.HuberLoss())
case("leakyrelu-mae", 4, [3], nn.LeakyReLU, nn.L1Loss())
case("tanh-bce", 6, [8, 4, 2], nn.Tanh, nn.BCELoss(), (nn.Sigmoid(),))
