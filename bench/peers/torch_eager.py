"""One SAC update in PyTorch, written plainly and run eagerly: twin critics, squashed Gaussian actor, learnt temperature, Adam."""

from measure import STORED, missing, read_shape, report

shape = read_shape()
try:
    import torch
    from torch import nn
except ImportError as error:
    missing(error, "torch")

torch.set_num_threads(shape.threads)
torch.manual_seed(1)
DISCOUNT, POLYAK, RATE = 0.99, 0.005, 3e-4


def network(inputs: int, outputs: int) -> nn.Sequential:
    hidden = shape.hidden_size
    return nn.Sequential(nn.Linear(inputs, hidden), nn.ReLU(), nn.Linear(hidden, hidden), nn.ReLU(), nn.Linear(hidden, outputs))


both = shape.observation_size + shape.action_size
actor = network(shape.observation_size, 2 * shape.action_size)
critics = nn.ModuleList([network(both, 1), network(both, 1)])
targets = nn.ModuleList([network(both, 1), network(both, 1)])
targets.load_state_dict(critics.state_dict())
log_alpha = torch.zeros(1, requires_grad=True)
actor_adam = torch.optim.Adam(actor.parameters(), lr=RATE)
critic_adam = torch.optim.Adam(critics.parameters(), lr=RATE)
alpha_adam = torch.optim.Adam([log_alpha], lr=RATE)

observations = torch.rand(STORED, shape.observation_size) * 2 - 1
next_observations = torch.rand(STORED, shape.observation_size) * 2 - 1
actions = torch.rand(STORED, shape.action_size) * 2 - 1
rewards = torch.rand(STORED, 1) * 2 - 1
terminated = torch.zeros(STORED, 1)


def sample(observation: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """An action and its log density: a Gaussian through tanh."""
    mean, log_std = actor(observation).chunk(2, dim=-1)
    log_std = log_std.clamp(-5, 2)
    noise = torch.randn_like(mean)
    before = mean + log_std.exp() * noise
    log_prob = -0.5 * noise.square() - log_std - 0.9189385332046727
    # log(1 - tanh(u)^2) in the form that does not cancel.
    log_prob = log_prob - 2 * (0.6931471805599453 - before - nn.functional.softplus(-2 * before))
    return before.tanh(), log_prob.sum(-1, keepdim=True)


def values(networks: nn.ModuleList, observation: torch.Tensor, action: torch.Tensor) -> list[torch.Tensor]:
    joined = torch.cat([observation, action], dim=-1)
    return [each(joined) for each in networks]


def update() -> None:
    rows = torch.randint(STORED, (shape.batch_size,))
    observation, following, action = observations[rows], next_observations[rows], actions[rows]
    alpha = log_alpha.exp().detach()

    with torch.no_grad():
        next_action, next_log_prob = sample(following)
        soft_value = torch.min(*values(targets, following, next_action)) - alpha * next_log_prob
        wanted = rewards[rows] + DISCOUNT * (1 - terminated[rows]) * soft_value
    critic_loss = sum(0.5 * nn.functional.mse_loss(each, wanted) for each in values(critics, observation, action))
    critic_adam.zero_grad()
    critic_loss.backward()
    critic_adam.step()

    chosen, log_prob = sample(observation)
    actor_loss = (alpha * log_prob - torch.min(*values(critics, observation, chosen))).mean()
    actor_adam.zero_grad()
    actor_loss.backward()
    actor_adam.step()

    alpha_loss = -(log_alpha * (log_prob.detach() - shape.action_size)).mean()
    alpha_adam.zero_grad()
    alpha_loss.backward()
    alpha_adam.step()

    with torch.no_grad():
        for target, online in zip(targets.parameters(), critics.parameters()):
            target.lerp_(online, POLYAK)


report(f"PyTorch {torch.__version__}", shape, update)
