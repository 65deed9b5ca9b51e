#!/usr/bin/env python3
"""Makes the reference files of the variants' tests with PyTorch (Debian: python3-torch): run it in this folder.

Each file has the weights under their state_dict names, an input, and what PyTorch makes of it.
"""
import pathlib
import sys

import torch
from torch import nn

sys.path.insert(0, str(pathlib.Path(__file__).parents[2]))
from safetensors import write  # noqa: E402


def net(seed, features, hidden, code, activation=nn.SELU):
    torch.manual_seed(seed)
    model = nn.Module()
    model.encoder = nn.Sequential(nn.Linear(features, hidden), activation()) if hidden else nn.Sequential()
    model.code = nn.Linear(hidden or features, code)
    model.decoder = nn.Sequential(*([nn.Linear(code, hidden), activation()] if hidden else []), nn.Linear(hidden or code, features))
    return model


def save(name, model, **tensors):
    write(name + ".safetensors", {**{"weights." + k: v for k, v in model.state_dict().items()},
                                  **{k: v.detach().reshape(v.shape or (1,)) for k, v in tensors.items()}})


def sparse(name, l1, kl, rho):
    model = net(1, 6, 5, 9)
    x = torch.randn(7, 6)
    raw = model.code(model.encoder(x))
    code = torch.sigmoid(raw) if kl else torch.relu(raw)
    reconstruction = model.decoder(code)
    loss = nn.functional.mse_loss(reconstruction, x) + l1 * code.abs().mean()
    if kl:
        target, actual = (torch.distributions.Bernoulli(p) for p in (torch.full((9,), rho), code.mean(0)))
        loss = loss + kl * torch.distributions.kl_divergence(target, actual).mean()
    loss.backward()
    save(name, model, input=x, code=code, reconstruction=reconstruction, loss=loss, gradient=model.code.weight.grad)


def contractive(name, hidden, penalty):
    model = net(2, 5, hidden, 3, nn.Tanh)
    x = torch.randn(6, 5)

    def encode(rows):
        return torch.sigmoid(model.code(model.encoder(rows)))

    code = encode(x)
    jacobian = torch.stack([torch.autograd.functional.jacobian(encode, row, create_graph=True) for row in x])
    norm = jacobian.square().sum((1, 2)).mean()
    loss = nn.functional.mse_loss(model.decoder(code), x) + penalty * norm / 5
    loss.backward()
    save(name, model, input=x, code=code, norm=norm, loss=loss, gradient=model.code.weight.grad)


def variational(name, told, probabilities, beta):
    features, width = 6, 3
    model = net(3, features, 5, width, nn.Tanh)
    model.log_variance = nn.Linear(5, width)
    model.decoder = nn.Sequential(nn.Linear(width + len(told), 5), nn.Tanh(), nn.Linear(5, features), *([nn.Sigmoid()] if probabilities else []))
    if told:
        model.prior = nn.Linear(len(told), 2 * width)
    model.register_buffer("noise", torch.randn(7, width))
    if not probabilities:
        model.likelihood = nn.Module()
        model.likelihood.register_buffer("variance", torch.tensor([0.3]))
    x = torch.rand(4, features) if probabilities else torch.randn(4, features)
    rest = [i for i in range(features) if i not in told]

    def decode(z):
        return model.decoder(torch.cat([z, x[:, told]], 1))

    def likelihood(made):
        if probabilities:
            return -nn.functional.binary_cross_entropy(made[:, rest], x[:, rest], reduction="none").sum(1)
        return torch.distributions.Normal(made[:, rest], model.likelihood.variance.sqrt()).log_prob(x[:, rest]).sum(1)

    hidden = model.encoder(x)
    posterior = torch.distributions.Normal(model.code(hidden), (0.5 * model.log_variance(hidden)).exp())
    mean, spread = model.prior(x[:, told]).chunk(2, 1) if told else (torch.zeros(4, width), torch.zeros(4, width))
    divergence = torch.distributions.kl_divergence(posterior, torch.distributions.Normal(mean, (0.5 * spread).exp())).sum(1)
    probability = -torch.stack([likelihood(decode(posterior.mean + posterior.stddev * noise)) for noise in model.noise]).mean(0)
    reconstruction = decode(posterior.mean).detach().clone()
    reconstruction[:, told] = x[:, told]
    quiet = torch.randn(4, width, generator=torch.Generator().manual_seed(0))
    loss = (beta * divergence - likelihood(decode(posterior.mean + posterior.stddev * quiet))).mean() / len(rest)
    loss.backward()
    save(name, model, input=x, code=posterior.mean, reconstruction=reconstruction, divergence=divergence, probability=probability,
         bound=probability + divergence, loss=loss, gradient=model.log_variance.weight.grad)


def memory(name, slots, shrink, weight):
    model = net(4, 6, 5, 3)
    model.memory = nn.Parameter(torch.randn(slots, 3))
    x = torch.randn(7, 6)
    code = model.code(model.encoder(x))
    shares = nn.functional.cosine_similarity(code[:, None, :], model.memory[None], dim=2).softmax(1)
    # Gong et al. (2019), equation 6, and the normalisation behind it.
    threshold = shrink / slots
    shares = torch.relu(shares - threshold) * shares / ((shares - threshold).abs() + 1e-12)
    shares = nn.functional.normalize(shares, p=1, dim=1)
    reconstruction = model.decoder(shares @ model.memory)
    entropy = torch.special.entr(shares.clamp_min(1e-12)).sum(1).mean()
    loss = nn.functional.mse_loss(reconstruction, x) + weight * entropy
    loss.backward()
    save(name, model, input=x, code=code, shares=shares, reconstruction=reconstruction, loss=loss, gradient=model.memory.grad)


def adversarial(name, weight, smoothing):
    model = net(5, 6, 5, 3)
    model.discriminator = nn.Sequential(nn.Linear(3, 4), nn.LeakyReLU(0.2), nn.Linear(4, 4), nn.LeakyReLU(0.2), nn.Linear(4, 1))
    x, draws = torch.randn(7, 6), torch.randn(7, 3)
    cross_entropy = nn.functional.binary_cross_entropy_with_logits
    code = model.code(model.encoder(x))
    verdicts = model.discriminator(code)
    loss = nn.functional.mse_loss(model.decoder(code), x) + weight * cross_entropy(verdicts, torch.ones(7, 1))
    gradient, = torch.autograd.grad(loss, model.code.weight)
    # Mescheder et al. (2018), equation 9; smoothing stands for half of its gamma.
    real = draws.clone().requires_grad_()
    verdicts = model.discriminator(real)
    slopes = torch.stack([torch.autograd.grad(v, real, retain_graph=True, create_graph=True)[0][i] for i, v in enumerate(verdicts[:, 0])])
    told_apart = (cross_entropy(verdicts, torch.ones(7, 1)) + cross_entropy(model.discriminator(code.detach()), torch.zeros(7, 1))
                  + smoothing * slopes.norm(dim=1).square().mean())
    discriminator_gradient, = torch.autograd.grad(told_apart, model.discriminator[0].weight)
    save(name, model, input=x, draws=draws, code=code, loss=loss, gradient=gradient, discriminator=told_apart, discriminator_gradient=discriminator_gradient)


def ganomaly(name, adversarial_weight, latent_weight):
    model = net(6, 6, 5, 3)
    model.second_encoder = nn.Sequential(nn.Linear(6, 5), nn.SELU())
    model.second_code = nn.Linear(5, 3)
    model.discriminator = nn.Sequential(nn.Linear(6, 5), nn.SELU())
    model.verdict = nn.Linear(5, 1)
    x = torch.randn(7, 6)
    code = model.code(model.encoder(x))
    made = model.decoder(code)
    again = model.second_code(model.second_encoder(made))
    # Akcay et al. (2018), equations 1 to 5; the contextual loss has weight 1.
    adversarial = nn.functional.mse_loss(model.discriminator(x), model.discriminator(made))
    loss = nn.functional.l1_loss(made, x) + adversarial_weight * adversarial + latent_weight * nn.functional.mse_loss(code, again)
    gradients = torch.autograd.grad(loss, [model.code.weight, model.second_code.weight])
    verdict = model.verdict(model.discriminator(torch.cat([x, made.detach()])))
    told_apart = 2 * nn.functional.binary_cross_entropy_with_logits(verdict, torch.tensor([[1.0]] * 7 + [[0.0]] * 7))
    discriminator_gradient, = torch.autograd.grad(told_apart, model.discriminator[0].weight)
    save(name, model, input=x, code=code, reconstruction=made, distance=nn.functional.l1_loss(code, again, reduction="none").mean(1), loss=loss, gradient=gradients[0],
         second_gradient=gradients[1], discriminator=told_apart, discriminator_gradient=discriminator_gradient)


sparse("sparse-kl", 0.0, 0.3, 0.2)
sparse("sparse-l1", 0.5, 0.0, 0.1)
contractive("contractive-one-layer", 0, 0.7)
contractive("contractive-deep", 4, 0.7)
variational("variational", [], False, 0.5)
variational("variational-bce", [], True, 0.5)
variational("conditional", [1, 4], False, 0.5)
memory("memory", 9, 1.2, 0.3)
adversarial("adversarial", 0.7, 0.4)
ganomaly("ganomaly", 0.6, 0.3)
