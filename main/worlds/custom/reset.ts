import type { RandomSource } from '../../../shared/maths/random';
import type { Simulation } from '../mujoco';
import type { ModelNames } from './model-names';
import type { NoiseItem, PlacementItem, WorldDefinition } from './world-schema';

/** Draws a start: the base state, with noise on it and with what is placed. Bodies are not moved yet. */
export type Reset = (random: RandomSource) => void;

/** Draws of a placement that were all refused: a norm range that its box hardly meets. */
const mostDraws = 100_000;

export function createReset(simulation: Simulation, names: ModelNames, { reset }: WorldDefinition): Reset {
  const { mujoco, model, data } = simulation;
  const keyframe = reset.keyframe === undefined ? undefined : names.id('keyframe', reset.keyframe, 'reset.keyframe');
  const steps = [
    ...reset.noise.map((item, index) => compileNoise(simulation, names, item, `reset.noise[${index}]`)),
    ...reset.place.map((item, index) => compilePlacement(simulation, names, item, `reset.place[${index}]`)),
  ];
  return (random) => {
    if (keyframe === undefined) mujoco.mj_resetData(model, data);
    else mujoco.mj_resetDataKeyframe(model, data, keyframe);
    for (const step of steps) step(random);
  };
}

function compileNoise({ data }: Simulation, names: ModelNames, item: NoiseItem, path: string): Reset {
  const { addresses } = names.elements(item.of, item, path);
  const draw = item.distribution === 'normal' ? (random: RandomSource) => item.deviation * random.normal() : (random: RandomSource) => uniformIn(item.range, random);
  return (random) => {
    const state: Float64Array = data[item.of];
    for (const address of addresses) state[address] = (state[address] ?? 0) + draw(random);
  };
}

function compilePlacement({ model, data }: Simulation, names: ModelNames, { joints, mocap, ranges, norm }: PlacementItem, path: string): Reset {
  if ((joints === undefined) === (mocap === undefined)) names.fail(path, 'give either "joints" or "mocap" for what is placed.');
  const minimum = norm?.minimum ?? 0;
  const maximum = norm?.maximum ?? Infinity;
  const nearest = Math.hypot(...ranges.map(([low, high]) => Math.max(0, low, -high)));
  const farthest = Math.hypot(...ranges.map(([low, high]) => Math.max(Math.abs(low), Math.abs(high))));
  if (minimum >= maximum || nearest >= maximum || farthest <= minimum) {
    names.fail(`${path}.norm`, `no point of the ranges, whose norms are ${nearest} to ${farthest}, has a norm from ${minimum} to ${maximum}.`);
  }

  function drawPoint(random: RandomSource): readonly number[] {
    for (let draws = 0; draws < mostDraws; draws += 1) {
      const point = ranges.map((range) => uniformIn(range, random));
      const length = Math.hypot(...point);
      if (length >= minimum && length <= maximum) return point;
    }
    return names.fail(`${path}.norm`, `${mostDraws} draws from the ranges gave no point with a norm from ${minimum} to ${maximum}; choose ranges that fit it closer.`);
  }

  if (joints !== undefined) {
    if (joints.length !== ranges.length) names.fail(`${path}.ranges`, `there are ${joints.length} joints and ${ranges.length} ranges; give one range for each joint.`);
    const addresses = joints.map((joint, index) => names.scalarJoint(joint, `${path}.joints[${index}]`));
    return (random) => {
      const state: Float64Array = data.qpos;
      drawPoint(random).forEach((value, index) => {
        const address = addresses[index];
        if (address !== undefined) state[address] = value;
      });
    };
  }
  const body = names.id('body', mocap ?? '', `${path}.mocap`);
  const number: number = model.body_mocapid[body];
  if (number < 0) names.fail(`${path}.mocap`, `the body "${mocap}" is no mocap body; write mocap="true" in the model, or name its joints.`);
  if (ranges.length > 3) names.fail(`${path}.ranges`, `a body has the axes x, y and z, but there are ${ranges.length} ranges.`);
  return (random) => {
    const positions: Float64Array = data.mocap_pos;
    positions.set(drawPoint(random), 3 * number);
  };
}

function uniformIn([low, high]: readonly [number, number], random: RandomSource): number {
  return low + (high - low) * random.uniform();
}
