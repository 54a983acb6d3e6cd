import { describe, expect, it } from 'vitest';
import { homePosture, withJoint } from './joint-targets';

const joint = (minRad: number, maxRad: number) => ({ name: 'joint', minRad, maxRad, maxVelocityRadS: 1, maxAccelerationRadS2: 1 });
const joints = [joint(-1, 1), joint(0.2, 2), joint(-3, -0.5)];

describe('joint targets', () => {
  it('changes one joint and leaves the others where they are going', () => {
    expect(withJoint([0.1, 0.3, -1], joints, 1, 0.9)).toEqual([0.1, 0.9, -1]);
  });

  it('stays inside the limits of the joint', () => {
    expect(withJoint([0, 1, -1], joints, 0, 9)).toEqual([1, 1, -1]);
    expect(withJoint([0, 1, -1], joints, 2, 9)).toEqual([0, 1, -0.5]);
  });

  it('goes home as near to zero as the limits allow', () => {
    expect(homePosture(joints)).toEqual([0, 0.2, -0.5]);
  });
});
