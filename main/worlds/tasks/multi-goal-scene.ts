import type { PoseFrame, SceneDescription, SceneGeometry } from '../../../shared/scene';
import { multiGoalConstants, type PlanePoint } from './multi-goal-dynamics';

/** One unit of the plane is drawn this long, metres. */
const metresPerUnit = 0.1;
const pointRadiusM = 0.04;
const still = [1, 0, 0, 0] as const;
const { limit, goals, reachedWithin } = multiGoalConstants;

const halfPlaneM = limit * metresPerUnit;

export const multiGoalScene: SceneDescription = {
  id: 'multi-goal-1',
  title: 'Four goals',
  bodies: [
    {
      name: 'plane and goals',
      geometries: [
        { shape: 'box', size: [halfPlaneM, halfPlaneM, 0.01], position: [0, 0, -0.01], quaternion: still, colour: [0.21, 0.22, 0.24, 1] },
        ...goals.map(
          ({ x, y }): SceneGeometry => ({
            shape: 'cylinder',
            size: [reachedWithin * metresPerUnit, 0.004],
            position: [x * metresPerUnit, y * metresPerUnit, 0.004],
            quaternion: still,
            colour: [0.85, 0.61, 0.25, 1],
          }),
        ),
      ],
    },
    { name: 'point', geometries: [{ shape: 'sphere', size: [pointRadiusM], position: [0, 0, 0], quaternion: still, colour: [0.8, 0.775, 0.73, 1] }] },
  ],
  focus: [0, 0, 0],
  distance: 2,
};

/** Where a point of the plane is drawn: three metres, written at `offset`. */
export function writePoint({ x, y }: PlanePoint, place: Float32Array, offset = 0): void {
  place[offset] = x * metresPerUnit;
  place[offset + 1] = y * metresPerUnit;
  place[offset + 2] = pointRadiusM;
}

export function multiGoalPose(point: PlanePoint, timeS: number): PoseFrame {
  const tip = new Float32Array(3);
  writePoint(point, tip);
  return { sceneId: multiGoalScene.id, timeS, bodies: Float32Array.of(0, 0, 0, ...still, ...tip, ...still), tip };
}
