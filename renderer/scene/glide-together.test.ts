import { Vector3, type Group } from 'three';
import { describe, expect, it } from 'vitest';
import type { LensFrame } from '../../shared/lens';
import type { PoseFrame, SceneDescription } from '../../shared/scene';
import { ActionFan } from './action-fan';
import { ArmBodies } from './arm-bodies';
import { defaultLayers } from './layers';
import type { Entrance, SceneContent } from './scene-extension';

const scene: SceneDescription = { id: 'arm', title: '', bodies: [{ name: 'gripper', geometries: [] }], focus: [0, 0, 0], distance: 1 };

/** An arm of one body at a place, and a lens whose fan begins there. */
function content(x: number): SceneContent & { readonly lens: LensFrame } {
  const pose: PoseFrame = { sceneId: 'arm', timeS: x, bodies: Float32Array.of(x, 0, 0, 1, 0, 0, 0) };
  const lens: LensFrame = {
    source: 'live',
    policyVersion: 1,
    stepIndex: 0,
    pose,
    actionNames: ['x'],
    preTanhMean: new Float32Array(1),
    logStd: new Float32Array(1),
    meanAction: new Float32Array(1),
    fan: {
      actions: new Float32Array(2),
      q: Float32Array.of(0, 1),
      logProb: new Float32Array(2),
      points: Float32Array.of(x, 0.1, 0, x, 0.2, 0),
      meanPoint: Float32Array.of(x, 0.15, 0),
      origin: Float32Array.of(x, 0, 0),
    },
    alpha: 0.2,
    entropy: 0,
    softValue: 0,
  };
  return { scene, pose, ghost: undefined, lens, markers: [], workspace: undefined, layers: defaultLayers, immediate: false };
}

function open() {
  const arm = new ArmBodies('arm');
  const fan = new ActionFan();
  const shaft = fan.object.children[1];
  if (shaft === undefined) throw new Error('the fan draws an arrow');
  return {
    update(shown: SceneContent, entrance: Entrance) {
      arm.update(shown, entrance);
      fan.update(shown, entrance);
    },
    /** The place of the gripper and of the foot of the arrow, across. */
    at(fraction: number) {
      arm.prepare({ fraction, pixelsPerRadian: 1000 });
      fan.prepare({ fraction, pixelsPerRadian: 1000 });
      const gripper = (arm.object as Group).children[0]?.position ?? new Vector3(Number.NaN);
      return { gripper: gripper.x, arrow: shaft.position.x };
    },
  };
}

describe('the arm and its fan', () => {
  it.each([0, 0.25, 0.5, 1])('are at one place on their way from one lens to the next, at %s of it', (fraction) => {
    const drawn = open();
    drawn.update(content(0), 'jump');
    drawn.at(1);
    drawn.update(content(0.1), 'glide');
    const { gripper, arrow } = drawn.at(fraction);
    expect(gripper).toBeCloseTo(0.1 * fraction, 6);
    expect(arrow).toBeCloseTo(gripper, 6);
  });

  it('go on together from where they are when a lens comes early', () => {
    const drawn = open();
    drawn.update(content(0), 'jump');
    drawn.at(1);
    drawn.update(content(0.1), 'glide');
    drawn.at(0.5);
    drawn.update(content(0.2), 'glide');
    const { gripper, arrow } = drawn.at(0.5);
    expect(gripper).toBeCloseTo(0.125, 6);
    expect(arrow).toBeCloseTo(gripper, 6);
  });

  it('jump together into another episode', () => {
    const drawn = open();
    drawn.update(content(0.3), 'jump');
    drawn.at(1);
    drawn.update(content(0.1), 'jump');
    const { gripper, arrow } = drawn.at(0);
    expect([gripper, arrow]).toEqual([expect.closeTo(0.1, 6), expect.closeTo(0.1, 6)]);
  });
});
