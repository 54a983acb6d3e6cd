import { describe, expect, it } from 'vitest';
import type { EpisodeTracks } from '../../../shared/episodes';
import { episodeTracks, policyAt, poseAt } from './episode-frames';

const tracks: EpisodeTracks = {
  summary: { id: 'run/1', runId: 'run', number: 1, task: 'reach', startedMs: 0, startStep: 0, length: 2, durationS: 0.1, episodeReturn: -1, entropySum: 3, alpha: 0.1, success: false, end: 'truncated' },
  steps: 2,
  timeS: Float64Array.of(0, 0.05),
  observationSize: 1,
  observation: new Float32Array(2),
  actionNames: ['pan', 'lift'],
  action: Float32Array.of(0.1, 0.2, 0.3, 0.4),
  preTanhMean: Float32Array.of(1, 2, 3, 4),
  logStd: Float32Array.of(-1, -2, -3, -4),
  logProb: Float32Array.of(-2, 1.5),
  reward: Float32Array.of(-1, 0),
  jointNames: ['pan', 'lift'],
  positionRad: Float32Array.of(0, 1, 2, 3),
  velocityRadS: new Float32Array(4),
  goalRad: Float32Array.of(10, 11, 12, 13),
  bodies: Float32Array.from({ length: 28 }, (_, index) => index),
  target: Float32Array.of(0, 0, 0, 1, 2, 3),
  events: [],
};

describe('an instant of an episode', () => {
  it('has the bodies and the target of its step', () => {
    const pose = poseAt(tracks, 'scene', 1);
    expect(pose).toMatchObject({ sceneId: 'scene', timeS: 0.05 });
    expect([...pose.bodies]).toEqual([...tracks.bodies.subarray(14)]);
    expect([...(pose.target ?? [])]).toEqual([1, 2, 3]);
    expect(poseAt({ ...tracks, target: new Float32Array(0) }, 'scene', 0).target).toBeUndefined();
  });

  it('has the policy that was recorded there', () => {
    const { preTanhMean, logStd, taken } = policyAt(tracks, 1);
    expect([...preTanhMean]).toEqual([3, 4]);
    expect([...logStd]).toEqual([-3, -4]);
    expect(taken[1]).toBeCloseTo(0.4, 6);
  });
});

describe('the plotted tracks', () => {
  it('show joints with their goals, reward and -log pi', () => {
    const [joints, reward, surprise] = episodeTracks(tracks);
    expect(joints?.lines.map(({ name, wished }) => [name, wished])).toEqual([['pan', false], ['lift', false], ['pan goal', true], ['lift goal', true]]);
    expect([...(joints?.lines[3]?.values as Float64Array)]).toEqual([11, 13]);
    expect(reward?.lines).toHaveLength(1);
    expect([...(surprise?.lines[0]?.values as Float32Array)]).toEqual([2, -1.5]);
  });

  it('show the actions of a world without an arm', () => {
    const [actions] = episodeTracks({ ...tracks, jointNames: [], positionRad: new Float32Array(0), goalRad: new Float32Array(0) });
    expect(actions?.lines.map(({ name }) => name)).toEqual(['pan', 'lift']);
  });
});
