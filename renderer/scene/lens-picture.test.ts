import { describe, expect, it } from 'vitest';
import type { LensFrame } from '../../shared/lens';
import type { PoseFrame } from '../../shared/scene';
import { lensPicture } from './lens-picture';

const at = (x: number, sceneId = 'arm'): PoseFrame => ({ sceneId, timeS: 0, bodies: Float32Array.of(0, 0, 0, 1, 0, 0, 0, x, 0, 0, 1, 0, 0, 0) });
const lensOf = (pose: PoseFrame | undefined): LensFrame => ({
  source: 'live',
  policyVersion: 1,
  stepIndex: 1,
  ...(pose && { pose }),
  actionNames: [],
  preTanhMean: new Float32Array(),
  logStd: new Float32Array(),
  meanAction: new Float32Array(),
  fan: { actions: new Float32Array(), q: new Float32Array(), logProb: new Float32Array(), points: new Float32Array(), meanPoint: new Float32Array(3), origin: new Float32Array(3) },
  alpha: 0.2,
  entropy: 0,
  softValue: 0,
});

describe('lensPicture', () => {
  const now = at(0.3);
  const seen = at(0.1);

  it('draws the arm in the state of the lens while lenses keep coming', () => {
    expect(lensPicture(now, lensOf(seen), true)).toEqual({ pose: seen, ghost: undefined });
  });

  it('draws the arm as it is when no more come, and faintly where it was for the fan', () => {
    expect(lensPicture(now, lensOf(seen), false)).toEqual({ pose: now, ghost: seen });
  });

  it('draws no ghost where the arm stands still', () => {
    expect(lensPicture(now, lensOf(at(0.302)), false)).toEqual({ pose: now, ghost: undefined });
  });

  it.each([
    ['there is no lens', undefined],
    ['the lens is of a recorded step', lensOf(undefined)],
    ['the lens is of another scene', lensOf(at(0.1, 'pendulum'))],
  ])('draws the newest pose where %s', (_, lens) => {
    expect(lensPicture(now, lens, true)).toEqual({ pose: now, ghost: undefined });
  });
});
