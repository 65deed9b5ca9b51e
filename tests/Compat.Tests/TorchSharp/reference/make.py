"""Writes the reference numbers that the tests compare with, computed by PyTorch itself.

Run with Debian's Python, which is the one that has python3-torch:  /usr/bin/python3 make.py
"""
import json
import pathlib

import torch
import torch.nn as nn
import torch.nn.functional as F

HERE = pathlib.Path(__file__).parent


def pack(tensor):
    numbers = tensor.detach().flatten().tolist()
    if tensor.dtype.is_floating_point:
        numbers = [float(f"{number:.8g}") for number in numbers]
    return {"shape": list(tensor.shape), "data": numbers}


def write(name, cases):
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    (HERE / f"{name}.json").write_text(f"[\n{lines}\n]\n")
    print(f"{name}.json: {len(cases)} cases")


def first(result):
    return result[0] if isinstance(result, tuple) else result


def module_case(name, module, *inputs, training=True):
    """Output, and the gradients of sum(output * upstream) with respect to the first input and to every parameter."""
    module.train(training)
    state = {key: pack(value) for key, value in module.state_dict().items()}
    leaf = inputs[0].clone()
    if leaf.dtype.is_floating_point:
        leaf.requires_grad_()
    result = module(leaf, *inputs[1:])
    output = first(result)
    upstream = torch.randn_like(output)
    (output * upstream).sum().backward()
    case = {
        "name": name,
        "training": training,
        "state": state,
        "input": pack(inputs[0]),
        "output": pack(output),
        "upstream": pack(upstream),
        "gradients": {key: pack(value.grad) for key, value in module.named_parameters()},
        "after": {key: pack(value) for key, value in module.named_buffers()},
    }
    if leaf.grad is not None:
        case["gradient"] = pack(leaf.grad)
    if isinstance(result, tuple):
        rest = result[1] if isinstance(result[1], tuple) else (result[1],)
        case["others"] = [pack(value) for value in rest]
    return case


def modules():
    torch.manual_seed(3)
    image = torch.randn(1, 3, 6, 5)
    signal = torch.randn(2, 3, 9)
    sequence = torch.randn(2, 5, 4)
    return [
        module_case("linear", nn.Linear(4, 3), torch.randn(5, 4)),
        module_case("linear without bias", nn.Linear(4, 3, bias=False), torch.randn(2, 5, 4)),
        module_case("conv1d", nn.Conv1d(3, 4, 3, stride=2, padding=1), signal),
        module_case("conv1d same", nn.Conv1d(3, 4, 4, padding="same", dilation=2), signal),
        module_case("conv1d circular", nn.Conv1d(3, 4, 3, padding=1, padding_mode="circular"), signal),
        module_case("conv2d", nn.Conv2d(3, 4, 3, stride=2, padding=1), image),
        module_case("conv2d pairs", nn.Conv2d(3, 6, (3, 2), stride=(1, 2), padding=(0, 1), dilation=(2, 1), groups=3, bias=False), image),
        module_case("conv2d reflect", nn.Conv2d(3, 2, 3, padding=1, padding_mode="reflect"), image),
        module_case("conv3d", nn.Conv3d(2, 3, 2, stride=2), torch.randn(1, 2, 4, 4, 4)),
        module_case("conv_transpose1d", nn.ConvTranspose1d(3, 2, 3, stride=2, padding=1, output_padding=1), signal),
        module_case("conv_transpose2d", nn.ConvTranspose2d(3, 2, 3, stride=2, padding=1, output_padding=1), image),
        module_case("conv_transpose2d pairs", nn.ConvTranspose2d(3, 2, (2, 3), stride=(2, 1), output_padding=(1, 0)), image),
        module_case("conv_transpose3d", nn.ConvTranspose3d(2, 3, 2, stride=2), torch.randn(1, 2, 2, 2, 2)),
        module_case("max_pool3d", nn.MaxPool3d(2), torch.randn(1, 2, 4, 4, 4)),
        module_case("max_pool1d", nn.MaxPool1d(3, stride=2, padding=1), signal),
        module_case("max_pool2d", nn.MaxPool2d(2), image),
        module_case("max_pool2d padded", nn.MaxPool2d(3, stride=2, padding=1, ceil_mode=True), image),
        module_case("avg_pool1d", nn.AvgPool1d(3, stride=2, padding=1), signal),
        module_case("avg_pool2d", nn.AvgPool2d(3, stride=2, padding=1, count_include_pad=False), image),
        module_case("adaptive_avg_pool1d", nn.AdaptiveAvgPool1d(4), signal),
        module_case("adaptive_avg_pool2d", nn.AdaptiveAvgPool2d((3, 2)), image),
        module_case("upsample nearest", nn.Upsample(scale_factor=(2.0, 2.0)), image),
        module_case("upsample bilinear", nn.Upsample(size=(9, 11), mode="bilinear", align_corners=False), image),
        module_case("upsample linear", nn.Upsample(scale_factor=(2.0,), mode="linear", align_corners=True), signal),
        module_case("batch_norm1d", nn.BatchNorm1d(3), torch.randn(6, 3)),
        module_case("batch_norm2d", nn.BatchNorm2d(3), image),
        module_case("batch_norm2d evaluation", nn.BatchNorm2d(3), image, training=False),
        module_case("layer_norm", nn.LayerNorm([3, 6]), torch.randn(4, 3, 6)),
        module_case("group_norm", nn.GroupNorm(2, 4), torch.randn(2, 4, 5)),
        module_case("embedding", nn.Embedding(7, 3), torch.tensor([[1, 2, 6], [0, 1, 1]])),
        module_case("embedding limited", nn.Embedding(7, 3, padding_idx=1, max_norm=0.5), torch.tensor([[1, 2, 6], [0, 1, 1]])),
        module_case("lstm", nn.LSTM(4, 3, batch_first=True), sequence),
        module_case("lstm stacked", nn.LSTM(4, 3, num_layers=2, bidirectional=True), sequence),
        module_case("gru", nn.GRU(4, 3, batch_first=True), sequence),
        module_case("gru stacked", nn.GRU(4, 3, num_layers=2, bidirectional=True, bias=False), sequence),
        module_case("sequential", nn.Sequential(nn.Linear(4, 6), nn.SELU(), nn.Linear(6, 2), nn.Linear(2, 4)), torch.randn(5, 4)),
    ]


def activations():
    torch.manual_seed(4)
    values = torch.cat([torch.randn(12) * 2, torch.tensor([-25.0, -1.0, 0.5, 25.0])]).reshape(4, 4)
    layers = {
        "celu": nn.CELU(0.7), "elu": nn.ELU(0.7), "gelu": nn.GELU(), "glu": nn.GLU(1), "hardsigmoid": nn.Hardsigmoid(),
        "hardswish": nn.Hardswish(), "hardtanh": nn.Hardtanh(-0.5, 1.5), "leaky_relu": nn.LeakyReLU(0.2), "logsigmoid": nn.LogSigmoid(),
        "log_softmax": nn.LogSoftmax(1), "relu": nn.ReLU(), "relu6": nn.ReLU6(), "selu": nn.SELU(), "silu": nn.SiLU(),
        "sigmoid": nn.Sigmoid(), "softmax": nn.Softmax(1), "softplus": nn.Softplus(2, 5), "tanh": nn.Tanh(), "threshold": nn.Threshold(0.1, -3),
    }
    return [module_case(name, layer, values) for name, layer in layers.items()]


def losses():
    torch.manual_seed(5)
    numbers, others = torch.randn(6, 4), torch.randn(6, 4)
    parts, wanted = torch.sigmoid(numbers), torch.rand(6, 4)
    logs = F.log_softmax(numbers, 1)
    classes = torch.tensor([0, 3, 1, 2, 2, 0])
    weight, class_weight = torch.rand(6, 4), torch.rand(4)
    cases = []

    def add(name, function, values, target, extra=None):
        for reduction in ["none", "mean", "sum"]:
            leaf = values.clone().requires_grad_()
            loss = function(leaf, target, reduction)
            loss.sum().backward()
            case = {"name": name, "reduction": reduction, "input": pack(values), "target": pack(target), "output": pack(loss), "gradient": pack(leaf.grad)}
            if extra is not None:
                case["weight"] = pack(extra)
            cases.append(case)

    add("mse", lambda x, y, r: F.mse_loss(x, y, reduction=r), numbers, others)
    add("l1", lambda x, y, r: F.l1_loss(x, y, reduction=r), numbers, others)
    add("smooth_l1", lambda x, y, r: F.smooth_l1_loss(x, y, reduction=r, beta=0.6), numbers, others)
    add("huber", lambda x, y, r: F.huber_loss(x, y, reduction=r, delta=0.6), numbers, others)
    add("bce", lambda x, y, r: F.binary_cross_entropy(x, y, reduction=r), parts, wanted)
    add("bce weighted", lambda x, y, r: F.binary_cross_entropy(x, y, weight, reduction=r), parts, wanted, weight)
    add("bce logits", lambda x, y, r: F.binary_cross_entropy_with_logits(x, y, reduction=r), numbers, wanted)
    add("bce logits pos", lambda x, y, r: F.binary_cross_entropy_with_logits(x, y, reduction=r, pos_weight=class_weight), numbers, wanted, class_weight)
    add("kl log", lambda x, y, r: F.kl_div(x, y, reduction=r, log_target=True), logs, F.log_softmax(others, 1))
    add("kl", lambda x, y, r: F.kl_div(x, y, reduction=r), logs, F.softmax(others, 1))
    add("nll", lambda x, y, r: F.nll_loss(x, y, class_weight, reduction=r), logs, classes, class_weight)
    add("cross_entropy", lambda x, y, r: F.cross_entropy(x, y, class_weight, reduction=r), numbers, classes, class_weight)
    add("cross_entropy smooth", lambda x, y, r: F.cross_entropy(x, y, reduction=r, label_smoothing=0.1), numbers, classes)
    return cases


def optimizers():
    torch.manual_seed(6)
    inputs, targets = torch.randn(8, 3), torch.rand(8, 2)
    start = {"weight": torch.randn(2, 3), "bias": torch.randn(2)}
    makers = {
        "adam": lambda p: torch.optim.Adam(p, lr=0.05),
        "adam decay amsgrad": lambda p: torch.optim.Adam(p, lr=0.05, betas=(0.8, 0.9), weight_decay=0.1, amsgrad=True),
        "adamw": lambda p: torch.optim.AdamW(p, lr=0.05, weight_decay=0.0),
        "adamw decay": lambda p: torch.optim.AdamW(p, lr=0.05, weight_decay=0.1),
        "sgd": lambda p: torch.optim.SGD(p, lr=0.1, weight_decay=0.0),
        "sgd momentum": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, dampening=0.1, weight_decay=0.01),
        "sgd nesterov": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, nesterov=True),
        "rmsprop": lambda p: torch.optim.RMSprop(p, lr=0.02),
        "rmsprop centered": lambda p: torch.optim.RMSprop(p, lr=0.02, alpha=0.9, momentum=0.5, centered=True, weight_decay=0.1),
    }
    cases = []
    for name, make in makers.items():
        layer = nn.Linear(3, 2)
        layer.load_state_dict(start)
        optimizer = make(layer.parameters())
        seen, norms = [], []
        for _ in range(10):
            optimizer.zero_grad()
            loss = F.mse_loss(torch.sigmoid(layer(inputs)), targets)
            loss.backward()
            norms.append(nn.utils.clip_grad_norm_(layer.parameters(), 0.15).item())
            optimizer.step()
            seen.append(loss.item())
        cases.append({
            "name": name, "input": pack(inputs), "target": pack(targets), "start": {key: pack(value) for key, value in start.items()},
            "losses": seen, "norms": norms, "end": {key: pack(value) for key, value in layer.state_dict().items()},
        })
    return cases


def schedulers():
    cases = []

    def add(name, make, steps, metrics=None):
        optimizer = torch.optim.Adam([nn.Parameter(torch.zeros(1))], lr=0.1)
        scheduler = make(optimizer)
        rates, momenta = [], []
        for step in range(steps):
            rates.append(optimizer.param_groups[0]["lr"])
            momenta.append(optimizer.param_groups[0]["betas"][0])
            optimizer.step()
            scheduler.step(*([metrics[step]] if metrics else []))
        cases.append({"name": name, "rates": rates, "momenta": momenta, "metrics": metrics or []})

    schedules = torch.optim.lr_scheduler
    add("lambda", lambda o: schedules.LambdaLR(o, lambda epoch: 1 / (1 + epoch)), 6)
    add("step", lambda o: schedules.StepLR(o, 3, 0.5), 10)
    add("exponential", lambda o: schedules.ExponentialLR(o, 0.9), 6)
    add("cosine", lambda o: schedules.CosineAnnealingLR(o, 6, 0.01), 20)
    add("one cycle", lambda o: schedules.OneCycleLR(o, 0.5, total_steps=20), 20)
    add("one cycle linear", lambda o: schedules.OneCycleLR(
        o, 0.5, epochs=4, steps_per_epoch=5, pct_start=0.25, anneal_strategy="linear", div_factor=10, final_div_factor=100, three_phase=True), 20)
    add("one cycle without momentum", lambda o: schedules.OneCycleLR(o, 0.5, total_steps=12, cycle_momentum=False), 12)
    metrics = [1.0, 0.9, 0.9, 0.9, 0.9, 0.5, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6]
    add("plateau", lambda o: schedules.ReduceLROnPlateau(o, factor=0.5, patience=1), 12, metrics)
    add("plateau max", lambda o: schedules.ReduceLROnPlateau(
        o, "max", factor=0.5, patience=1, threshold=0.05, threshold_mode="abs", cooldown=2, min_lr=0.03), 12, metrics)
    return cases


if __name__ == "__main__":
    write("modules", modules())
    write("activations", activations())
    write("losses", losses())
    write("optimizers", optimizers())
    write("schedulers", schedulers())
