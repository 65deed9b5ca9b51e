#!/usr/bin/env python3
"""Makes the reference files of RecurrentAutoencoderTests with PyTorch (Debian: python3-torch): run it in this folder.

Each file has the weights under their state_dict names, an input of flat sequences, and what PyTorch makes of it (reconstruction, code, loss, gradient of
the encoder's first weight).
"""
import pathlib
import sys

import torch
from torch import nn

sys.path.insert(0, str(pathlib.Path(__file__).parents[2]))
from safetensors import write  # noqa: E402


def case(name, cell, steps, features, hidden, code, layers, turn, loss, output=lambda x: x):
    torch.manual_seed(len(name))
    net = nn.Module()
    net.encoder = nn.Module()
    net.encoder.rnn = cell(features, hidden, layers, batch_first=True)
    net.code = nn.Linear(hidden, code)
    net.decoder = nn.Module()
    net.decoder.rnn = cell(code, hidden, layers, batch_first=True)
    net.decoder.linear = nn.Linear(hidden, features)
    x = torch.rand(5, steps, features)
    inner = net.code(net.encoder.rnn(x)[0][:, -1])
    made = net.decoder.linear(net.decoder.rnn(inner[:, None].repeat(1, steps, 1))[0])
    reconstruction = output(made.flip(1) if turn else made).flatten(1)
    value = loss(reconstruction, x.flatten(1))
    value.backward()
    write(name + ".safetensors", {
        **{"weights." + k: v for k, v in net.state_dict().items()},
        "input": x.flatten(1), "code": inner, "reconstruction": reconstruction, "loss": value.reshape(1),
        "gradient": net.encoder.rnn.weight_ih_l0.grad,
    })


case("lstm-reversed", nn.LSTM, 6, 3, 7, 4, 1, True, nn.MSELoss())
case("gru-forward", nn.GRU, 5, 2, 4, 3, 2, False, nn.BCELoss(), torch.sigmoid)
