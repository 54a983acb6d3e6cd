import type { FieldDescription } from '../../../shared/contract/frames';
import type { Simulation } from '../mujoco';
import { axesOf, measureCoordinate, type Measure } from './measures';
import type { ModelNames } from './model-names';
import type { Axes, ObservationItem, WorldDefinition } from './world-schema';

/** What a world shows to the policy. */
export interface Observer {
  readonly fields: readonly FieldDescription[];
  readonly size: number;
  write(observation: Float32Array): void;
}

interface ObservedItem {
  readonly name: string;
  readonly size: number;
  readonly unit: string;
  /** Writes `size` numbers from `offset` on. */
  write(observation: Float32Array, offset: number): void;
}

/** Compiles the list of what is observed, in its order. */
export function createObserver(simulation: Simulation, names: ModelNames, definition: WorldDefinition): Observer {
  const items = definition.observation.map((item, index) => {
    const observed = compileItem(simulation, names, item, `observation[${index}]`);
    return { ...observed, name: item.name ?? observed.name, clip: item.clip };
  });
  const size = items.reduce((sum, item) => sum + item.size, 0);
  return {
    fields: items.map(({ name, size: numbers, unit }) => ({ name, size: numbers, unit })),
    size,
    write(observation) {
      let offset = 0;
      for (const item of items) {
        item.write(observation, offset);
        if (item.clip !== undefined) clip(observation, offset, offset + item.size, item.clip);
        offset += item.size;
      }
    },
  };
}

function compileItem(simulation: Simulation, names: ModelNames, item: ObservationItem, path: string): ObservedItem {
  const { model, data } = simulation;
  switch (item.type) {
    case 'qpos':
    case 'qvel': {
      const { type } = item;
      const { addresses } = names.elements(type, item, path);
      return gathered(item.joints?.join(', ') ?? rangeName(type, item), type === 'qpos' ? 'rad or m' : 'rad/s or m/s', addresses, () => data[type]);
    }
    case 'cosine':
    case 'sine': {
      const turn = item.type === 'cosine' ? Math.cos : Math.sin;
      const addresses = item.joints.map((joint, index) => names.scalarJoint(joint, `${path}.joints[${index}]`));
      return gathered(`${item.type} of ${item.joints.join(', ')}`, '1', addresses, () => data.qpos, turn);
    }
    case 'sensor': {
      const sensor = names.id('sensor', item.sensor, `${path}.sensor`);
      const first: number = model.sensor_adr[sensor];
      const size: number = model.sensor_dim[sensor];
      return gathered(item.sensor, "the sensor's", Array.from({ length: size }, (_, offset) => first + offset), () => data.sensordata);
    }
    case 'place': {
      const place = names.place(item.of, `${path}.of`);
      return measured(`${place.title}${axesTitle(item.axes)}`, 'm', axesOf(item.axes).map((axis) => measureCoordinate(data, place, axis)));
    }
    case 'difference': {
      const of = names.place(item.of, `${path}.of`);
      const minus = names.place(item.minus, `${path}.minus`);
      const differences = axesOf(item.axes).map((axis): Measure => {
        const end = measureCoordinate(data, of, axis);
        const start = measureCoordinate(data, minus, axis);
        return () => end() - start();
      });
      return measured(`${of.title} from ${minus.title}${axesTitle(item.axes)}`, 'm', differences);
    }
    case 'contact-forces': {
      const addresses = names.bodies(item.bodies, `${path}.bodies`).flatMap((body) => Array.from({ length: 6 }, (_, offset) => 6 * body + offset));
      return gathered(`contact on ${item.bodies?.join(', ') ?? 'every body'}`, 'Nm, N', addresses, () => data.cfrc_ext);
    }
  }
}

function gathered(name: string, unit: string, addresses: readonly number[], source: () => Float64Array, map: (value: number) => number = (value) => value): ObservedItem {
  return {
    name,
    unit,
    size: addresses.length,
    write(observation, offset) {
      const values = source();
      addresses.forEach((address, index) => {
        observation[offset + index] = map(values[address] ?? 0);
      });
    },
  };
}

function measured(name: string, unit: string, measures: readonly Measure[]): ObservedItem {
  return {
    name,
    unit,
    size: measures.length,
    write(observation, offset) {
      measures.forEach((measure, index) => {
        observation[offset + index] = measure();
      });
    },
  };
}

/** NaN stays NaN, so that it is refused and not hidden. */
function clip(values: Float32Array, from: number, to: number, [low, high]: readonly [number, number]): void {
  for (let index = from; index < to; index += 1) values[index] = Math.min(high, Math.max(low, values[index] ?? 0));
}

function rangeName(type: 'qpos' | 'qvel', { from, to }: { readonly from?: number | undefined; readonly to?: number | undefined }): string {
  return from === undefined && to === undefined ? type : `${type} ${from ?? 0} to ${to ?? 'the last'}`;
}

function axesTitle(axes: Axes): string {
  return axes === 'xyz' ? '' : ` ${axes}`;
}
