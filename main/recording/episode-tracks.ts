import type { EpisodeEvent, EpisodeStep, EpisodeSummary, EpisodeTracks } from '../../shared/episodes';
import type { EpisodeHeader } from './recorder';

/** Lays the steps of an episode out in columns. A step without what others have, a target for example, is a row of NaN. */
export function episodeTracks(
  header: EpisodeHeader,
  summary: EpisodeSummary,
  steps: readonly EpisodeStep[],
  events: readonly EpisodeEvent[],
): EpisodeTracks {
  const actions = header.actionNames.length;
  const column = (size: number, row: (step: EpisodeStep) => ArrayLike<number>): Float32Array => flatten(steps, size, row);
  const joints = widest(steps, ({ positionRad }) => positionRad);
  return {
    summary,
    steps: steps.length,
    timeS: Float64Array.from(steps, ({ timeS }) => timeS),
    observationSize: header.observationSize,
    observation: column(header.observationSize, ({ observation }) => observation),
    actionNames: header.actionNames,
    action: column(actions, ({ action }) => action),
    preTanhMean: column(actions, ({ preTanhMean }) => preTanhMean),
    logStd: column(actions, ({ logStd }) => logStd),
    logProb: Float32Array.from(steps, ({ logProb }) => logProb),
    reward: Float32Array.from(steps, ({ reward }) => reward),
    // An arm that was never read has no columns to name.
    jointNames: steps.length > 0 && joints === 0 ? [] : header.jointNames,
    positionRad: column(joints, ({ positionRad }) => positionRad),
    velocityRadS: column(joints, ({ velocityRadS }) => velocityRadS),
    goalRad: column(joints, ({ goalRad }) => goalRad),
    bodies: column(
      widest(steps, ({ bodies }) => bodies),
      ({ bodies }) => bodies,
    ),
    target: column(steps.some(({ target }) => target !== undefined) ? 3 : 0, ({ target }) => target ?? []),
    events,
  };
}

function widest(steps: readonly EpisodeStep[], row: (step: EpisodeStep) => ArrayLike<number>): number {
  return steps.reduce((size, step) => Math.max(size, row(step).length), 0);
}

function flatten(steps: readonly EpisodeStep[], size: number, row: (step: EpisodeStep) => ArrayLike<number>): Float32Array {
  const flat = new Float32Array(steps.length * size);
  steps.forEach((step, index) => {
    const values = row(step);
    for (let place = 0; place < size; place += 1) flat[index * size + place] = values[place] ?? Number.NaN;
  });
  return flat;
}
