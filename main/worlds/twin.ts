import type { ArmDescription } from '../../shared/arm';
import type { PoseFrame, SceneDescription, SceneGeometry } from '../../shared/scene';
import { objectPoseSize, objectReadingSize, type WorldObject } from '../../shared/world-object';
import { findCollision, type Collision } from './collision';
import { findDrivenJoints } from './driven-joints';
import { movingBounds, type Bounds } from './geometry-bounds';
import type { ArmModel } from './models/arm-model';
import { findArmModel } from './models/arm-models';
import { liveView, openWith, type Simulation } from './mujoco';
import { describeScene, furnishScene, sceneId, writeBodyPoses } from './scene-from-model';

/**
 * The digital twin of an arm: kinematics alone, on MuJoCo data of its own. It answers what a posture would be like
 * and moves nothing. Postures are joint angles in radians, in joint order.
 */
export interface Twin {
  readonly description: ArmDescription;
  /** The same as that of the arm's simulated world, identity included. */
  readonly scene: SceneDescription;
  /** Where the gripper's tip would be: three numbers in metres, written at `offset`. */
  tip(positionRad: ArrayLike<number>, point: Float32Array | Float64Array, offset?: number): void;
  /** What would touch what in that posture, or come nearer than `clearanceM` (0 unless given). */
  collision(positionRad: ArrayLike<number>, clearanceM?: number): Collision | undefined;
  /** The axis-aligned box around the moving links in that posture, metres: to compare with a workspace box. */
  bounds(positionRad: ArrayLike<number>): Bounds;
  /**
   * Adds loose things and marks to `scene` and `pose`, in place of all that were there. The twin only draws them: they
   * collide with nothing, because an arm may touch what it is to push or lift.
   */
  furnish(objects: readonly WorldObject[], marks?: readonly SceneGeometry[]): void;
  /** What the window would draw for an arm in that posture. `objects`: see `ArmState`; without it, the things are not seen. */
  pose(positionRad: ArrayLike<number>, timeS: number, objects?: Float64Array): PoseFrame;
  /** Frees the MuJoCo memory; the twin must not be used after it. */
  close(): void;
}

/** Rejects with a `Failure` of code `not-found` for an unknown model. */
export async function loadTwin(modelName: string): Promise<Twin> {
  return openTwin(findArmModel(modelName));
}

/** Rejects with a `Failure` of code `bad-argument` when MuJoCo cannot load the model or it is no arm. */
export function openTwin(arm: ArmModel): Promise<Twin> {
  return openWith(arm.mjcf, arm.name, (simulation) => createTwin(simulation, arm));
}

function createTwin(simulation: Simulation, arm: ArmModel): Twin {
  const { mujoco, model, data } = simulation;
  const { description, positionAddress, tipSite } = findDrivenJoints(simulation, arm, arm.title);
  const bareScene = describeScene(simulation, sceneId(arm), arm.title);
  let scene = bareScene;
  let furnished: { readonly objects: readonly WorldObject[]; readonly marks: readonly SceneGeometry[] | undefined } = { objects: [], marks: undefined };
  const ownMargins = Float64Array.from(model.geom_margin);
  const positions = liveView<Float64Array>(() => data.qpos);
  const sites = liveView<Float64Array>(() => data.site_xpos);
  let clearance = 0;
  let posed = false;

  /** One posture is asked about several times in a row: it is worked out once. */
  function assume(positionRad: ArrayLike<number>): void {
    const all = positions();
    for (let joint = 0; joint < positionAddress.length; joint += 1) {
      const address = positionAddress[joint] ?? 0;
      const angle = positionRad[joint] ?? 0;
      if (Object.is(all[address], angle)) continue;
      all[address] = angle;
      posed = false;
    }
    if (posed) return;
    mujoco.mj_kinematics(model, data);
    posed = true;
  }

  /** MuJoCo reports a pair as a contact when its distance is below the greater of its two margins. */
  function setClearance(clearanceM: number): void {
    if (clearanceM === clearance) return;
    const margins: Float64Array = model.geom_margin;
    ownMargins.forEach((own, geometry) => {
      margins[geometry] = own + clearanceM;
    });
    clearance = clearanceM;
  }

  return {
    description,
    get scene() {
      return scene;
    },
    tip(positionRad, point, offset = 0) {
      assume(positionRad);
      const all = sites();
      for (let axis = 0; axis < 3; axis += 1) point[offset + axis] = all[3 * tipSite + axis] ?? 0;
    },
    collision(positionRad, clearanceM = 0) {
      setClearance(clearanceM);
      assume(positionRad);
      return findCollision(simulation);
    },
    bounds(positionRad) {
      assume(positionRad);
      return movingBounds(simulation);
    },
    furnish(objects, marks) {
      if (objects === furnished.objects && marks === furnished.marks) return;
      furnished = { objects, marks };
      scene = furnishScene(bareScene, objects, marks);
    },
    pose(positionRad, timeS, objects) {
      assume(positionRad);
      const bodies = new Float32Array(objectPoseSize * scene.bodies.length);
      writeBodyPoses(simulation, bodies);
      for (let body: number = model.nbody; body < scene.bodies.length; body += 1) {
        const reading = objectReadingSize * (body - model.nbody);
        bodies.set(objects?.subarray(reading, reading + objectPoseSize) ?? outOfSight, objectPoseSize * body);
      }
      const tip = new Float32Array(sites().subarray(3 * tipSite, 3 * tipSite + 3));
      return { sceneId: scene.id, timeS, bodies, tip, positionRad: new Float32Array(positionRad) };
    },
    close: simulation.close,
  };
}

/** Below the table. */
const outOfSight = [0, 0, -1, 1, 0, 0, 0] as const;
