import type { MjData } from '@mujoco/mujoco';
import type { ModelNames, PlaceAddress } from './model-names';
import type { Axes, Axis, Condition, Distance, Rotation } from './world-schema';

/** A number read from the present state of a simulation. */
export type Measure = () => number;

const axisNumbers: Readonly<Record<Axes, readonly number[]>> = { x: [0], y: [1], z: [2], xy: [0, 1], xz: [0, 2], yz: [1, 2], xyz: [0, 1, 2] };
const axisNumber: Readonly<Record<Axis, number>> = { x: 0, y: 1, z: 2 };

export function axesOf(axes: Axes): readonly number[] {
  return axisNumbers[axes];
}

/** One coordinate of a point in the world, metres. */
export function measureCoordinate(data: MjData, { array, id }: PlaceAddress, axis: number): Measure {
  return () => {
    const positions: Float64Array = data[array];
    return positions[3 * id + axis] ?? 0;
  };
}

/** One coordinate of a point by the name of the axis. */
export function measureAlong(data: MjData, place: PlaceAddress, axis: Axis): Measure {
  return measureCoordinate(data, place, axisNumber[axis]);
}

/** The distance of two points, metres, over the axes that are asked for. */
export function measureDistance(data: MjData, names: ModelNames, { from, to, axes }: Distance, path: string): Measure {
  const start = names.place(from, `${path}.from`);
  const end = names.place(to, `${path}.to`);
  const pairs = axesOf(axes).map((axis) => [measureCoordinate(data, start, axis), measureCoordinate(data, end, axis)] as const);
  return () => Math.hypot(...pairs.map(([one, other]) => other() - one()));
}

/** The angle of a joint from its target, or of an axis of a frame from a direction, or its cosine or square; radians. */
export function measureRotation(data: MjData, names: ModelNames, rotation: Rotation, path: string): Measure {
  const cosine = measureCosine(data, names, rotation, path);
  switch (rotation.measure) {
    case 'cosine':
      return cosine;
    case 'angle':
      return () => angleOf(cosine());
    case 'square':
      return () => angleOf(cosine()) ** 2;
  }
}

/** One or more numbers that a condition bounds. */
export function measureCondition(data: MjData, names: ModelNames, condition: Condition, path: string): readonly Measure[] {
  switch (condition.type) {
    case 'qpos':
    case 'qvel': {
      const { type } = condition;
      return names.elements(type, condition, path).addresses.map((address) => () => {
        const state: Float64Array = data[type];
        return state[address] ?? 0;
      });
    }
    case 'place':
      return [measureAlong(data, names.place(condition.of, `${path}.of`), condition.axis)];
    case 'distance':
      return [measureDistance(data, names, condition, path)];
    case 'rotation':
      return [measureRotation(data, names, condition, path)];
  }
}

function measureCosine(data: MjData, names: ModelNames, { joint, target, of, axis, along }: Rotation, path: string): Measure {
  if ((joint === undefined) === (of === undefined)) names.fail(path, 'give either "joint" or "of" for what turns.');
  if (joint !== undefined) {
    const address = names.scalarJoint(joint, `${path}.joint`);
    return () => {
      const angles: Float64Array = data.qpos;
      return Math.cos((angles[address] ?? 0) - target);
    };
  }
  const place = names.place(of ?? {}, `${path}.of`);
  const length = Math.hypot(...along);
  const column = axisNumber[axis];
  return () => {
    // A rotation matrix in row-major order: its columns are the axes of the frame in the world.
    const matrices: Float64Array = data[place.rotation];
    const dot = along.reduce((sum, part, row) => sum + part * (matrices[9 * place.id + 3 * row + column] ?? 0), 0);
    return dot / length;
  };
}

/** Rounding can take a cosine a little beyond 1, and NaN has to stay NaN. */
function angleOf(cosine: number): number {
  return Math.acos(Math.min(1, Math.max(-1, cosine)));
}
