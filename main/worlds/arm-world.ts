import type { ArmDescription, ArmState } from '../../shared/arm';
import type { PoseFrame, SceneDescription } from '../../shared/scene';
import type { WorldObject } from '../../shared/world-object';
import { findCollision, type Collision } from './collision';
import { findDrivenJoints } from './driven-joints';
import { findLooseObjects } from './loose-objects';
import type { ArmModel } from './models/arm-model';
import { findArmModel } from './models/arm-models';
import { furnishMjcf } from './models/furnish-mjcf';
import { liveView, openSimulation, openWith, type Simulation } from './mujoco';
import { describeScene, furnishScene, sceneId, writeBodyPoses } from './scene-from-model';

/** A simulated arm in its world: MuJoCo physics under position servos. It runs only when `advance` is called. */
export interface ArmWorld {
  readonly description: ArmDescription;
  readonly scene: SceneDescription;
  /** Simulated seconds since it was loaded; `place` does not turn it back. */
  readonly timeS: number;
  readonly torque: boolean;
  /** A reading with arrays of its own: positions, velocities, goals, load, loose things. */
  read(): ArmState;
  /** Servo goals, one per joint, radians, clamped to the joint ranges. They have no effect while torque is off. */
  setGoal(goalRad: ArrayLike<number>): void;
  /** Torque off lets the arm fall. Torque on holds it where it is then. */
  setTorque(on: boolean): void;
  /** Runs the physics for a time, in whole physics steps; the remainder is carried over. */
  advance(seconds: number): void;
  /**
   * Puts the arm into a posture at once, at rest, with the goals there, and the loose things to these poses, 7 numbers
   * each; where none are given, out of the way. Nothing of the past remains.
   */
  place(positionRad: ArrayLike<number>, objectPoses?: Float64Array): void;
  /** Lays loose things into the world in place of all that were there; the arm stays in its posture, at rest. */
  furnish(objects: readonly WorldObject[]): Promise<void>;
  /** Where the gripper's tip is: x, y, z in metres. */
  tip(point: Float32Array | Float64Array): void;
  /** The bodies' poses with joint angles, goals and load, in arrays of its own. */
  pose(): PoseFrame;
  /** A contact of the arm with itself or with its surroundings, loose things left out, in the present posture, if there is one. */
  contact(): Collision | undefined;
  /** Frees the MuJoCo memory; the world must not be used after it. */
  close(): void;
}

/** Rejects with a `Failure` of code `not-found` for an unknown model. The same name gives the same world. */
export async function loadArmWorld(modelName: string): Promise<ArmWorld> {
  return openArmWorld(findArmModel(modelName));
}

/** Rejects with a `Failure` of code `bad-argument` when MuJoCo cannot load the model or it is no arm. */
export function openArmWorld(arm: ArmModel): Promise<ArmWorld> {
  return openWith(arm.mjcf, arm.name, (simulation) => createArmWorld(simulation, arm));
}

function createArmWorld(bare: Simulation, arm: ArmModel): ArmWorld {
  const { mujoco } = bare;
  const joints = findDrivenJoints(bare, arm, `${arm.title} (simulated)`);
  const { description, positionAddress, velocityAddress, maxTorque, tipSite } = joints;
  const minRad = Float64Array.from(description.joints, (joint) => joint.minRad);
  const maxRad = Float64Array.from(description.joints, (joint) => joint.maxRad);
  const bareScene = describeScene(bare, sceneId(arm), arm.title);
  let simulation = bare;
  let { model, data } = simulation;
  let views = viewsOf(simulation);
  let loose = findLooseObjects(simulation, []);
  let scene = bareScene;
  const timestepS: number = model.opt.timestep;
  let torque = true;
  let carriedS = 0;
  let stepsTaken = 0;
  /** The joint angles have moved on since the poses of bodies and sites were worked out. */
  let posesAreOld = false;

  function elapsedS(): number {
    return stepsTaken * timestepS;
  }
  function angles(): Float64Array {
    return gathered(views.positions(), positionAddress);
  }
  function velocities(): Float64Array {
    return gathered(views.velocities(), velocityAddress);
  }
  function loads(): Float64Array | undefined {
    if (maxTorque === undefined) return undefined;
    const shares = views.forces().slice(0, joints.count);
    for (let joint = 0; joint < joints.count; joint += 1) shares[joint] = (shares[joint] ?? 0) / (maxTorque[joint] ?? 1);
    return shares;
  }
  /** A physics step ends with new joint angles and the old poses; most steps are not looked at. */
  function bringPosesUpToDate(): void {
    if (posesAreOld) mujoco.mj_kinematics(model, data);
    posesAreOld = false;
  }
  /** An angle for every joint, or none moves: a missing one must not stand for zero. */
  function requireEveryJoint(anglesRad: ArrayLike<number>): void {
    if (anglesRad.length !== joints.count) throw new Error(`${anglesRad.length} angles were given for the ${joints.count} joints of "${arm.name}".`);
  }
  function setGoal(goalRad: ArrayLike<number>): void {
    requireEveryJoint(goalRad);
    const control = views.control();
    for (let index = 0; index < joints.count; index += 1) {
      control[index] = Math.min(maxRad[index] ?? 0, Math.max(minRad[index] ?? 0, goalRad[index] ?? 0));
    }
  }
  function setTorque(on: boolean): void {
    if (on && !torque) setGoal(angles());
    model.opt.disableactuator = on ? 0 : everyActuatorGroup;
    torque = on;
  }
  function place(positionRad: ArrayLike<number>, objectPoses?: Float64Array): void {
    requireEveryJoint(positionRad);
    mujoco.mj_resetData(model, data);
    loose.place(objectPoses);
    const all = views.positions();
    positionAddress.forEach((address, index) => {
      all[address] = positionRad[index] ?? 0;
    });
    setGoal(positionRad);
    carriedS = 0;
    mujoco.mj_forward(model, data);
    posesAreOld = false;
  }

  function read(): ArmState {
    const state = { timeS: elapsedS(), positionRad: angles(), velocityRadS: velocities(), goalRad: views.control().slice(), load: loads() };
    const objects = loose.read();
    return objects === undefined ? state : { ...state, objects };
  }
  /** A model cannot grow: the world is compiled anew, and the arm goes on in it. The clock does not turn back. */
  async function furnish(objects: readonly WorldObject[]): Promise<void> {
    const next = await openSimulation(furnishMjcf(arm.mjcf, objects), arm.name);
    const before = { positionRad: angles(), goalRad: views.control().slice(), torque };
    simulation.close();
    simulation = next;
    ({ model, data } = simulation);
    views = viewsOf(simulation);
    loose = findLooseObjects(simulation, objects);
    scene = furnishScene(bareScene, objects);
    place(before.positionRad);
    setGoal(before.goalRad);
    setTorque(before.torque);
  }

  place(new Float64Array(joints.count));
  return {
    description,
    get scene() {
      return scene;
    },
    get timeS() {
      return elapsedS();
    },
    get torque() {
      return torque;
    },
    read,
    setGoal,
    setTorque,
    advance(seconds) {
      carriedS += seconds;
      const steps = Math.floor(carriedS / timestepS + stepSlack);
      for (let step = 0; step < steps; step += 1) mujoco.mj_step(model, data);
      carriedS -= steps * timestepS;
      stepsTaken += steps;
      posesAreOld ||= steps > 0;
    },
    place,
    furnish,
    tip(point) {
      bringPosesUpToDate();
      point.set(views.sites().subarray(3 * tipSite, 3 * tipSite + 3));
    },
    pose() {
      bringPosesUpToDate();
      const bodies = new Float32Array(7 * model.nbody);
      writeBodyPoses(simulation, bodies);
      const tip = new Float32Array(views.sites().subarray(3 * tipSite, 3 * tipSite + 3));
      const load = loads();
      return {
        sceneId: scene.id,
        timeS: elapsedS(),
        bodies,
        tip,
        positionRad: new Float32Array(angles()),
        goalRad: new Float32Array(views.control()),
        velocityRadS: new Float32Array(velocities()),
        ...(load === undefined ? {} : { load: new Float32Array(load) }),
      };
    },
    contact() {
      bringPosesUpToDate();
      return findCollision(simulation, loose.has);
    },
    close: () => simulation.close(),
  };
}

function viewsOf({ data }: Simulation) {
  return {
    positions: liveView<Float64Array>(() => data.qpos),
    velocities: liveView<Float64Array>(() => data.qvel),
    control: liveView<Float64Array>(() => data.ctrl),
    forces: liveView<Float64Array>(() => data.actuator_force),
    sites: liveView<Float64Array>(() => data.site_xpos),
  };
}

function gathered(all: Float64Array, addresses: readonly number[]): Float64Array {
  const values = new Float64Array(addresses.length);
  for (let index = 0; index < addresses.length; index += 1) values[index] = all[addresses[index] ?? -1] ?? 0;
  return values;
}

/** MuJoCo has the actuator groups 0 to 30, one bit each. */
const everyActuatorGroup = 0x7fff_ffff;
/** Counts a step whose end was missed by rounding alone. */
const stepSlack = 1e-6;
