"""`SAC.train` of Stable-Baselines3 on a filled buffer."""

from measure import missing, read_shape, report

shape = read_shape()
try:
    import stable_baselines3
    import torch

    from filled_model import filled_model
except ImportError as error:
    missing(error, "stable-baselines3")

torch.set_num_threads(shape.threads)
AT_ONCE = 10
model = filled_model(stable_baselines3.SAC, shape, device="cpu")
report(f"Stable-Baselines3 {stable_baselines3.__version__}", shape, lambda: model.train(gradient_steps=AT_ONCE, batch_size=shape.batch_size), AT_ONCE)
