"""A model of Stable-Baselines3's kind with a filled replay buffer, ready for `train`."""

import gymnasium
import numpy
from stable_baselines3.common.logger import configure

from measure import STORED, Shape


class Still(gymnasium.Env):
    """Gives the model its sizes; it is never stepped."""

    def __init__(self, shape: Shape) -> None:
        self.observation_space = gymnasium.spaces.Box(-1, 1, (shape.observation_size,), numpy.float32)
        self.action_space = gymnasium.spaces.Box(-1, 1, (shape.action_size,), numpy.float32)

    def reset(self, *, seed=None, options=None):
        return numpy.zeros(self.observation_space.shape, numpy.float32), {}

    def step(self, action):
        raise NotImplementedError("this environment only has sizes")


def filled_model(algorithm, shape: Shape, **options):
    model = algorithm(
        "MlpPolicy",
        Still(shape),
        batch_size=shape.batch_size,
        buffer_size=STORED,
        policy_kwargs={"net_arch": [shape.hidden_size, shape.hidden_size]},
        seed=1,
        **options,
    )
    model.set_logger(configure(None, []))
    random = numpy.random.default_rng(2)
    for _ in range(STORED):
        observation, following = random.uniform(-1, 1, (2, 1, shape.observation_size)).astype(numpy.float32)
        action = random.uniform(-1, 1, (1, shape.action_size)).astype(numpy.float32)
        model.replay_buffer.add(observation, following, action, random.uniform(-1, 1, 1), numpy.zeros(1), [{}])
    return model
