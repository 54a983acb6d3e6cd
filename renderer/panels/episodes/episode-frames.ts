import type { EpisodeTracks } from '../../../shared/episodes';
import type { PoseFrame } from '../../../shared/scene';
import { column, type Track } from '../../plots/track-geometry';

/** The scene's bodies at one step of an episode. */
export function poseAt(tracks: EpisodeTracks, sceneId: string, stepIndex: number): PoseFrame {
  const perStep = tracks.steps === 0 ? 0 : Math.floor(tracks.bodies.length / tracks.steps);
  const target = tracks.target.length === 0 ? undefined : tracks.target.subarray(stepIndex * 3, stepIndex * 3 + 3);
  return {
    sceneId,
    timeS: tracks.timeS[stepIndex] ?? 0,
    bodies: tracks.bodies.subarray(stepIndex * perStep, (stepIndex + 1) * perStep),
    ...(target && { target }),
  };
}

/** The recorded policy at one step: what the marginals are drawn from without asking anyone. */
export function policyAt(tracks: EpisodeTracks, stepIndex: number): { readonly names: readonly string[]; readonly preTanhMean: Float32Array; readonly logStd: Float32Array; readonly taken: Float32Array } {
  const size = tracks.actionNames.length;
  const part = (values: Float32Array): Float32Array => values.subarray(stepIndex * size, (stepIndex + 1) * size);
  return { names: tracks.actionNames, preTanhMean: part(tracks.preTanhMean), logStd: part(tracks.logStd), taken: part(tracks.action) };
}

/** What is plotted under the time line: reached and wished joint angles where there is an arm, actions otherwise. */
export function episodeTracks(tracks: EpisodeTracks): readonly Track[] {
  const reward: Track = { title: 'Reward', unit: 'a step', lines: [{ name: 'reward', values: tracks.reward, wished: false }] };
  const surprise: Track = {
    title: '−log π',
    unit: 'nats',
    lines: [{ name: '−log π(a|s)', values: tracks.logProb.map((value) => -value), wished: false }],
  };
  const joints = tracks.jointNames.length;
  const motion: Track =
    joints > 0
      ? {
          title: 'Joints',
          unit: 'rad, dashed: goal',
          lines: [
            ...tracks.jointNames.map((name, index) => ({ name, values: column(tracks.positionRad, joints, index), wished: false })),
            ...tracks.jointNames.map((name, index) => ({ name: `${name} goal`, values: column(tracks.goalRad, joints, index), wished: true })),
          ],
        }
      : {
          title: 'Actions',
          unit: 'of [−1, 1]',
          lines: tracks.actionNames.map((name, index) => ({ name, values: column(tracks.action, tracks.actionNames.length, index), wished: false })),
        };
  return [motion, reward, surprise];
}
