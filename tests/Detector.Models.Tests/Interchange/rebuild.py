#!/usr/bin/env python3
"""Rebuilds a bundle's model in PyTorch (Debian: python3-torch) from manifest.json and weights.safetensors.

    rebuild.py BUNDLE INPUT.safetensors OUTPUT.safetensors

INPUT has [N, D] scaled samples. OUTPUT gets what the model makes of them ("reconstruction"), the weights of a new network of the same layers ("weights.*") and what
that one makes of them ("other").
"""
import json
import pathlib
import sys

import torch
from torch import nn

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))
from safetensors import read, write  # noqa: E402

ACTIVATIONS = {"Selu": nn.SELU, "Relu": nn.ReLU, "Tanh": nn.Tanh, "Gelu": nn.GELU}


class Autoencoder(nn.Module):
    def forward(self, x):
        return self.decoder(self.code(self.encoder(x)))


def weights_of(weights, part):
    """The shapes of a part's weights, in the order of its layers."""
    names = [name for name in weights if name.startswith(part + ".") and name.endswith(".weight")]
    return [weights[name].shape for name in sorted(names, key=lambda name: int(name.split(".")[1]))]


def dense(net, manifest, weights):
    activation = ACTIVATIONS[manifest["model"]["activation"]]
    layers = [[nn.Linear(shape[1], shape[0]), activation()] for shape in weights_of(weights, "encoder")]
    net.encoder = nn.Sequential(*sum(layers, []))
    layers = [[nn.Linear(shape[1], shape[0]), activation()] for shape in weights_of(weights, "decoder")]
    net.decoder = nn.Sequential(*sum(layers, [])[:-1])


def conv(net, manifest, weights):
    activation, shape = ACTIVATIONS[manifest["model"]["activation"]], manifest["shape"]
    kernel, sizes = manifest["model"]["conv"]["kernel"], [shape[1:]]
    channels = [shape[0]] + [size[0] for size in weights_of(weights, "encoder")]
    encoder = [nn.Unflatten(1, shape)]
    for before, after in zip(channels, channels[1:]):
        encoder += [nn.Conv2d(before, after, kernel, padding=kernel // 2), activation(), nn.MaxPool2d(2, ceil_mode=True)]
        sizes.append([(size + 1) // 2 for size in sizes[-1]])
    decoder = [nn.Linear(weights["code.weight"].shape[0], channels[-1] * sizes[-1][0] * sizes[-1][1]), activation(), nn.Unflatten(1, (channels[-1], *sizes[-1]))]
    for level in range(len(channels) - 1, 0, -1):
        padding = tuple(1 - size % 2 for size in sizes[level - 1])
        decoder += [nn.ConvTranspose2d(channels[level], channels[level - 1], kernel, stride=2, padding=kernel // 2, output_padding=padding)]
        decoder += [activation()] if level > 1 else []
    net.encoder, net.decoder = nn.Sequential(*encoder, nn.Flatten()), nn.Sequential(*decoder, nn.Flatten())


class Reader(nn.Module):
    def __init__(self, rnn, features):
        super().__init__()
        self.rnn, self.features = rnn, features

    def forward(self, x):
        return self.rnn(x.reshape(len(x), -1, self.features))[0][:, -1]


class Writer(nn.Module):
    def __init__(self, rnn, linear, steps, turned):
        super().__init__()
        self.rnn, self.linear, self.steps, self.turned = rnn, linear, steps, turned

    def forward(self, code):
        made = self.linear(self.rnn(code[:, None].expand(-1, self.steps, -1))[0])
        return (made.flip(1) if self.turned else made).flatten(1)


def recurrent(net, manifest, weights):
    settings, (steps, features) = manifest["model"]["recurrent"], manifest["shape"]
    cell = {"Lstm": nn.LSTM, "Gru": nn.GRU}[settings["cell"]]
    code, hidden = weights["code.weight"].shape
    net.encoder = Reader(cell(features, hidden, settings["layers"], batch_first=True), features)
    net.decoder = Writer(cell(code, hidden, settings["layers"], batch_first=True), nn.Linear(hidden, features), steps, settings["reversed"])


def rebuild(manifest, weights):
    net = Autoencoder()
    {"dense": dense, "conv": conv, "recurrent": recurrent}[manifest["family"]](net, manifest, weights)
    net.code = nn.Linear(*reversed(weights["code.weight"].shape))
    return net


bundle = pathlib.Path(sys.argv[1])
manifest = json.loads((bundle / "manifest.json").read_text())
weights = {name: torch.tensor(numbers).reshape(shape) for name, (shape, numbers) in read(bundle / "weights.safetensors").items()}
shape, numbers = read(sys.argv[2])["input"]
rows = torch.tensor(numbers).reshape(shape)
torch.manual_seed(1)
with torch.no_grad():
    other = rebuild(manifest, weights)
    made = {"other": other(rows), **{"weights." + name: tensor.clone() for name, tensor in other.state_dict().items()}}
    other.load_state_dict(weights)
    write(sys.argv[3], {"reconstruction": other(rows), **made})
