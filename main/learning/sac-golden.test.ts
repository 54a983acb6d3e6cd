import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { openExecutor, type PinnedExecutorName } from '../compiler/open-executor';
import type { Arrays, Program } from '../compiler/program';
import type { AdamConstants } from './adam';
import { gradientsOf } from './gradients';
import { goldenSettings, joinedActor, readGolden, twin } from './golden/golden-file';
import type { NamedTensors } from './learner';
import { packedState, namedState } from './learner-state';
import { named, type ParameterTensors } from './parameters';
import { actorLoss, criticLoss, softTarget, temperatureGradient, type SacBatch } from './sac';
import { sacAlgorithm } from './sac-program';

const golden = readGolden(process.env);
const { initial, expected, hyper } = golden;
const settings = goldenSettings(golden);
const size = { observationSize: golden.shape.observation, actionSize: golden.shape.action };
const adam: AdamConstants = { beta1: hyper.adam_b1, beta2: hyper.adam_b2, epsilon: hyper.adam_eps };
const algorithm = sacAlgorithm(size, settings, { squash: 'epsilon', adam });
const { problem, program, layouts } = algorithm;

const networks = {
  actor: joinedActor(initial.actor),
  critics: twin(initial.critic1, initial.critic2),
  targets: twin(initial.target1, initial.target2),
};

const batch: Record<string, Float32Array> = {
  observation: Float32Array.from(golden.batch.observation.flat()),
  action: Float32Array.from(golden.batch.action.flat()),
  reward: Float32Array.from(golden.batch.reward),
  continuation: Float32Array.from(golden.batch.terminated, (terminated) => hyper.gamma * (1 - terminated)),
  nextObservation: Float32Array.from(golden.batch.next_observation.flat()),
  nextNoise: Float32Array.from(golden.batch.noise_next.flat()),
  noise: Float32Array.from(golden.batch.noise.flat()),
};

/** Everything that the file knows about the losses and their gradients, at the initial parameters. */
const lossesProgram: Program = {
  inputs: { ...shapesUnder('actor'), ...shapesUnder('critics'), ...shapesUnder('targets'), ...without(program.inputs, 'controls'), alpha: [1, 1] },
  state: {},
  step(inputs) {
    const network = (part: keyof typeof networks): ParameterTensors =>
      Object.fromEntries(Object.keys(networks[part]).map((name) => [name, named(inputs, `${part}/${name}`)]));
    const transitions = inputs as unknown as SacBatch;
    const alpha = named(inputs, 'alpha');
    const { target, next } = softTarget(problem, network('actor'), network('targets'), alpha, transitions);
    const critic = gradientsOf(network('critics'), (critics) => criticLoss(critics, transitions, target));
    const actor = gradientsOf(network('actor'), (parameters) => actorLoss(problem, parameters, network('critics'), alpha, transitions));
    return {
      outputs: {
        nextAction: next.action,
        nextLogProb: next.logProb,
        target,
        q: critic.values.q,
        criticLosses: critic.values.losses,
        actorLoss: actor.values.loss,
        action: actor.values.action,
        logProb: actor.values.logProb,
        temperatureGradient: temperatureGradient(alpha, actor.values.entropy, tf.tensor1d([hyper.target_entropy])),
        ...under('criticGradient', critic.gradients),
        ...under('actorGradient', actor.gradients),
      },
      state: {},
    };
  },
};

describe.each<PinnedExecutorName>(['tensorflow-cpu', 'onnx-cpu'])('one SAC update against PyTorch, on %s', (executorName) => {
  let losses: Arrays;
  let after: NamedTensors;
  let metrics: Arrays;

  beforeAll(async () => {
    const lossExecutor = await openExecutor(lossesProgram, executorName, { threads: 1 });
    const parameters = (['actor', 'critics', 'targets'] as const).flatMap((part) =>
      Object.entries(networks[part]).map(([name, tensor]) => [`${part}/${name}`, tensor.data] as const),
    );
    fill(lossExecutor.inputs, { ...Object.fromEntries(parameters), ...batch, alpha: Float32Array.of(hyper.alpha) });
    losses = Object.fromEntries(Object.entries(await lossExecutor.step()).map(([name, array]) => [name, array.slice()]));
    await lossExecutor.close();

    const update = await openExecutor(program, executorName, { threads: 1 });
    update.setState(packedState(layouts, initialTensors()));
    fill(update.inputs, { ...batch, controls: firstControls() });
    metrics = Object.fromEntries(Object.entries(await update.step()).map(([name, array]) => [name, array.slice()]));
    after = namedState(layouts, update.getState());
    await update.close();
  });

  it.each<[string, readonly number[]]>([
    ['nextAction', expected.next_action.flat()],
    ['nextLogProb', expected.next_log_prob],
    ['target', expected.target],
    ['q', [...expected.q1, ...expected.q2]],
    ['criticLosses', [expected.critic1_loss, expected.critic2_loss]],
    ['action', expected.actor_at_initial_critics.action.flat()],
    ['logProb', expected.actor_at_initial_critics.log_prob],
    ['actorLoss', [expected.actor_at_initial_critics.loss]],
    ['temperatureGradient', [expected.log_alpha_grad]],
  ])('%s', (name, values) => expectClose(name, named(losses, name), values));

  it('the gradients of both critics', () => expectAllClose('criticGradient', losses, twin(expected.critic1_grad, expected.critic2_grad)));

  it('the gradient of the actor at the initial critics', () =>
    expectAllClose('actorGradient', losses, joinedActor(expected.actor_at_initial_critics.grad)));

  it('the losses of the update, whose actor step sees the new critics', () => {
    const [entropy = NaN] = named(metrics, 'entropy');
    expectClose('criticLoss', named(metrics, 'criticLoss'), [expected.critic1_loss + expected.critic2_loss]);
    expectClose('actorLoss', named(metrics, 'actorLoss'), [expected.actor_loss]);
    expectClose('alphaLoss', [hyper.alpha * (entropy - hyper.target_entropy)], [expected.alpha_loss]);
  });

  it('the parameters after the update', () => {
    const arrays = Object.fromEntries(Object.entries(after).map(([name, tensor]) => [name, tensor.data]));
    expectAllClose('critics', arrays, twin(expected.after.critic1, expected.after.critic2));
    expectAllClose('targets', arrays, twin(expected.after.target1, expected.after.target2));
    expectAllClose('actor', arrays, joinedActor(expected.after.actor));
    expectClose('log alpha', named(arrays, 'temperature/logAlpha'), [expected.after.log_alpha]);
  });
});

/** Within 1e-4 of the value, or 1e-6 absolute. */
function expectClose(name: string, actual: ArrayLike<number>, wanted: ArrayLike<number>): void {
  expect(actual.length, `${name}: length`).toBe(wanted.length);
  Array.from(wanted).forEach((value, index) => {
    const error = Math.abs((actual[index] ?? NaN) - value);
    const allowed = Math.max(1e-6, 1e-4 * Math.abs(value));
    expect(error <= allowed, `${name}[${index}] is ${actual[index]}, wanted ${value}`).toBe(true);
  });
}

function expectAllClose(prefix: string, actual: Arrays, wanted: NamedTensors): void {
  for (const [name, tensor] of Object.entries(wanted)) expectClose(`${prefix}/${name}`, named(actual, `${prefix}/${name}`), tensor.data);
}

function initialTensors(): NamedTensors {
  const zeros = (tensors: NamedTensors): NamedTensors =>
    Object.fromEntries(Object.entries(tensors).map(([name, { shape, data }]) => [name, { shape, data: new Float32Array(data.length) }]));
  const scalar = (value: number): NamedTensors => ({ logAlpha: { shape: [1, 1], data: Float32Array.of(value) } });
  return {
    ...under('actor', networks.actor),
    ...under('actorFirst', zeros(networks.actor)),
    ...under('actorSecond', zeros(networks.actor)),
    ...under('critics', networks.critics),
    ...under('criticsFirst', zeros(networks.critics)),
    ...under('criticsSecond', zeros(networks.critics)),
    ...under('targets', networks.targets),
    ...under('temperature', scalar(Math.log(hyper.alpha))),
    ...under('temperatureFirst', scalar(0)),
    ...under('temperatureSecond', scalar(0)),
  };
}

function firstControls(): Float32Array {
  const temperature = { mode: 'auto', targetEntropy: hyper.target_entropy } as const;
  const controls = algorithm.controls({ updates: 1, wholeUpdates: 1, temperatureUpdates: 1, temperature });
  return Float32Array.from(algorithm.controlNames, (name) => named(controls, name));
}

function fill(inputs: Arrays, values: Arrays): void {
  for (const [name, array] of Object.entries(values)) named(inputs, name).set(array);
}

function shapesUnder(part: keyof typeof networks): Record<string, readonly number[]> {
  return under(part, Object.fromEntries(Object.entries(networks[part]).map(([name, tensor]) => [name, tensor.shape])));
}

function under<Value>(prefix: string, values: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}/${name}`, value]));
}

function without<Value>(values: Readonly<Record<string, Value>>, name: string): Record<string, Value> {
  return Object.fromEntries(Object.entries(values).filter(([key]) => key !== name));
}
