import type { PoseFrame, SceneDescription } from '../../../shared/scene';
import { pendulumConstants } from './pendulum-dynamics';

const { lengthM } = pendulumConstants;
/** Above the table so that the bob hangs free. */
const pivot = [0, 0, 1.25] as const;
const still = [1, 0, 0, 0] as const;

export const pendulumScene: SceneDescription = {
  id: 'pendulum-1',
  title: 'Pendulum',
  bodies: [
    {
      name: 'stand',
      geometries: [
        { shape: 'plane', size: [1.5, 1.5, 0.1], position: [0, 0, 0], quaternion: still, colour: [0.21, 0.22, 0.24, 1] },
        { shape: 'box', size: [0.04, 0.04, pivot[2] / 2], position: [0, 0.14, pivot[2] / 2], quaternion: still, colour: [0.19, 0.2, 0.23, 1] },
        { shape: 'cylinder', size: [0.03, 0.12], position: [0, 0.04, pivot[2]], quaternion: [Math.SQRT1_2, Math.SQRT1_2, 0, 0], colour: [0.85, 0.61, 0.25, 1] },
      ],
    },
    {
      name: 'rod and bob',
      geometries: [
        { shape: 'capsule', size: [0.025, lengthM / 2], position: [0, 0, lengthM / 2], quaternion: still, colour: [0.8, 0.775, 0.73, 1] },
        { shape: 'sphere', size: [0.09], position: [0, 0, lengthM], quaternion: still, colour: [0.13, 0.14, 0.16, 1] },
      ],
    },
  ],
  focus: pivot,
  distance: 3.6,
};

/** Where the bob is at an angle from upright: three metres, written at `offset`. */
export function writeBob(angleRad: number, point: Float32Array, offset = 0): void {
  point[offset] = pivot[0] + lengthM * Math.sin(angleRad);
  point[offset + 1] = pivot[1];
  point[offset + 2] = pivot[2] + lengthM * Math.cos(angleRad);
}

export function pendulumPose(angleRad: number, timeS: number): PoseFrame {
  const tip = new Float32Array(3);
  writeBob(angleRad, tip);
  const turned = [Math.cos(angleRad / 2), 0, Math.sin(angleRad / 2), 0];
  return { sceneId: pendulumScene.id, timeS, bodies: Float32Array.of(0, 0, 0, ...still, ...pivot, ...turned), tip };
}
