"""`SAC.train` of SBX (Stable-Baselines3 in JAX) on a filled buffer. Its updates are compiled many at a time."""

from measure import missing, read_shape, report

shape = read_shape()
try:
    import jax
    import sbx

    from filled_model import filled_model
except ImportError as error:
    missing(error, "sbx-rl")

AT_ONCE = 10
model = filled_model(sbx.SAC, shape)


def update() -> None:
    model.train(gradient_steps=AT_ONCE, batch_size=shape.batch_size)
    # JAX returns before it has computed.
    jax.block_until_ready(model.policy.actor_state.params)


report(f"SBX {sbx.__version__}, JAX {jax.__version__}", shape, update, AT_ONCE)
