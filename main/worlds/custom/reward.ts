import type { Simulation } from '../mujoco';
import { measureAlong, measureDistance, measureRotation, type Measure } from './measures';
import type { ModelNames } from './model-names';
import type { RewardItem, WorldDefinition } from './world-schema';

/** The rewards of a world. For each step `before` is called before the physics, then `after`. */
export interface Rewarder {
  before(): void;
  /** The weighted terms, by name; `terminated` as `onTermination` of an alive bonus asks. */
  after(terminated: boolean): { readonly reward: number; readonly terms: Readonly<Record<string, number>> };
}

interface RewardTerm {
  readonly name: string;
  readonly weight: number;
  before?(): void;
  value(terminated: boolean): number;
}

export function createRewarder(simulation: Simulation, names: ModelNames, definition: WorldDefinition, periodS: number): Rewarder {
  const taken = new Map<string, number>();
  const terms = definition.reward.map((item, index): RewardTerm => {
    const base = item.name ?? item.type;
    const count = (taken.get(base) ?? 0) + 1;
    taken.set(base, count);
    return { ...compileTerm(simulation, names, item, `reward[${index}]`, periodS), name: count === 1 ? base : `${base} ${count}`, weight: item.weight };
  });
  return {
    before() {
      for (const term of terms) term.before?.();
    },
    after(terminated) {
      const values: Record<string, number> = {};
      let reward = 0;
      for (const term of terms) {
        const value = term.weight * term.value(terminated);
        values[term.name] = value;
        reward += value;
      }
      return { reward, terms: values };
    },
  };
}

function compileTerm({ data }: Simulation, names: ModelNames, item: RewardItem, path: string, periodS: number): Pick<RewardTerm, 'before' | 'value'> {
  switch (item.type) {
    case 'forward-velocity': {
      const position = positionOf(data, names, item, path);
      let start = 0;
      return { before: () => (start = position()), value: () => (position() - start) / periodS };
    }
    case 'distance':
      return judged(measureDistance(data, names, item, path), item.when);
    case 'rotation':
      return judged(measureRotation(data, names, item, path), item.when);
    case 'control-cost':
      return { value: () => sumOfSquares(data.ctrl) };
    case 'alive':
      return { value: (terminated) => (terminated && !item.onTermination ? 0 : 1) };
    case 'contact-cost': {
      const addresses = names.bodies(item.bodies, `${path}.bodies`).flatMap((body) => Array.from({ length: 6 }, (_, offset) => 6 * body + offset));
      const [low, high] = item.clip ?? [-Infinity, Infinity];
      return {
        value() {
          const forces: Float64Array = data.cfrc_ext;
          const clipped = addresses.map((address) => Math.min(high, Math.max(low, forces[address] ?? 0)));
          return Math.min(item.atMost ?? Infinity, sumOfSquares(clipped));
        },
      };
    }
  }
}

function positionOf(data: Simulation['data'], names: ModelNames, { joint, of, axis }: Extract<RewardItem, { readonly type: 'forward-velocity' }>, path: string): Measure {
  if ((joint === undefined) === (of === undefined)) names.fail(path, 'give either "joint" or "of" for what moves.');
  if (of !== undefined) return measureAlong(data, names.place(of, `${path}.of`), axis);
  const address = names.scalarJoint(joint ?? '', `${path}.joint`);
  return () => {
    const positions: Float64Array = data.qpos;
    return positions[address] ?? 0;
  };
}

function judged(measure: Measure, when: 'before' | 'after'): Pick<RewardTerm, 'before' | 'value'> {
  if (when === 'after') return { value: measure };
  let value = 0;
  return { before: () => (value = measure()), value: () => value };
}

function sumOfSquares(values: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < values.length; index += 1) sum += (values[index] ?? 0) ** 2;
  return sum;
}
