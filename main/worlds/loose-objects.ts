import { objectPoseSize, objectReadingSize, type WorldObject } from '../../shared/world-object';
import { storagePosition } from './models/furnish-mjcf';
import { liveView, type Simulation } from './mujoco';

/** The loose things of a compiled world. */
export interface LooseObjects {
  readonly objects: readonly WorldObject[];
  /** Poses and velocities, `objectReadingSize` numbers each, in an array of its own; undefined where there is nothing. */
  read(): Float64Array | undefined;
  /** Puts the things to these poses, `objectPoseSize` numbers each, at rest; where none are given, out of the way. */
  place(poses: Float64Array | undefined): void;
  /** Whether a body of the model is one of them. */
  has(body: number): boolean;
}

const velocitySize = objectReadingSize - objectPoseSize;

/** Finds the things that `furnishMjcf` laid into the model. */
export function findLooseObjects({ mujoco, model, data }: Simulation, objects: readonly WorldObject[]): LooseObjects {
  const bodies = objects.map(({ name }) => mujoco.mj_name2id(model, mujoco.mjtObj.mjOBJ_BODY.value, name));
  const joints = bodies.map((body) => Number(model.body_jntadr[body]));
  const positions = joints.map((joint) => Number(model.jnt_qposadr[joint]));
  const velocities = joints.map((joint) => Number(model.jnt_dofadr[joint]));
  const allPositions = liveView<Float64Array>(() => data.qpos);
  const allVelocities = liveView<Float64Array>(() => data.qvel);
  return {
    objects,
    read() {
      if (objects.length === 0) return undefined;
      const reading = new Float64Array(objectReadingSize * objects.length);
      for (let index = 0; index < objects.length; index += 1) {
        const position = positions[index] ?? 0;
        const velocity = velocities[index] ?? 0;
        reading.set(allPositions().subarray(position, position + objectPoseSize), objectReadingSize * index);
        reading.set(allVelocities().subarray(velocity, velocity + velocitySize), objectReadingSize * index + objectPoseSize);
      }
      return reading;
    },
    place(poses) {
      if (poses !== undefined && poses.length !== objectPoseSize * objects.length) {
        throw new Error(`${poses.length} numbers were given for the poses of ${objects.length} things.`);
      }
      objects.forEach((object, index) => {
        const pose = poses?.subarray(objectPoseSize * index, objectPoseSize * (index + 1)) ?? [...storagePosition(object, index), 1, 0, 0, 0];
        const velocity = velocities[index] ?? 0;
        allPositions().set(pose, positions[index]);
        allVelocities().fill(0, velocity, velocity + velocitySize);
      });
    },
    has: (body) => bodies.includes(body),
  };
}
