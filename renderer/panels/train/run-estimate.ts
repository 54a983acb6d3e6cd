import type { TaskDescription } from '../../../shared/contract/frames';
import type { RunSummary, TrainingSettings } from '../../../shared/training';
import { formatCount, formatDuration, formatFixed } from '../../plots/format-number';

/** What a run will be, in sentences that follow from its settings. */
export function runSentences(settings: TrainingSettings, task: TaskDescription, earlier: readonly RunSummary[]): readonly string[] {
  return [durationSentence(settings, task, earlier), episodeSentence(settings, task), updateSentence(settings, task), evaluationSentence(settings)].filter(
    (sentence) => sentence !== undefined,
  );
}

function durationSentence(settings: TrainingSettings, task: TaskDescription, earlier: readonly RunSummary[]): string {
  const rateHz = 1 / task.controlPeriodS;
  if (settings.pace === 'real-time') {
    return `At ${formatFixed(rateHz, 0)} Hz, ${formatCount(settings.steps)} steps take ${formatDuration(settings.steps * task.controlPeriodS)}, and the evaluations besides.`;
  }
  const stepsPerS = earlierSpeed(settings, earlier);
  if (stepsPerS === undefined) return 'It runs as fast as the learner keeps up; how long that takes shows after the first seconds.';
  return `The last run of this kind made ${formatCount(stepsPerS)} steps/s: this one takes about ${formatDuration(settings.steps / stepsPerS)}.`;
}

/** Steps a second of the newest earlier run of the same task, preset, pace and updates a step. */
export function earlierSpeed(settings: TrainingSettings, earlier: readonly RunSummary[]): number | undefined {
  const same = earlier
    .filter((run) => run.settings.task === settings.task && run.settings.pace === settings.pace && run.step > 0 && run.elapsedS > 1)
    .filter((run) => run.settings.preset === settings.preset && run.settings.hyper.updateToData === settings.hyper.updateToData)
    .sort((first, second) => second.createdMs - first.createdMs)[0];
  return same && same.step / same.elapsedS;
}

function episodeSentence(settings: TrainingSettings, task: TaskDescription): string {
  const least = Math.ceil(settings.steps / task.horizonSteps);
  return `At least ${formatCount(least)} episodes of at most ${formatFixed(task.horizonSteps * task.controlPeriodS, 1)} s each, all recorded.`;
}

function updateSentence(settings: TrainingSettings, task: TaskDescription): string | undefined {
  const preset = task.presets.find((candidate) => candidate.name === settings.preset);
  const { learningStarts, updateToData } = { ...preset?.hyper, ...settings.hyper };
  if (learningStarts === undefined || updateToData === undefined) return undefined;
  if (settings.steps <= learningStarts) return `All ${formatCount(settings.steps)} steps are random: raise the steps above ${formatCount(learningStarts)} to learn anything.`;
  return `The first ${formatCount(learningStarts)} steps are random; then about ${formatCount((settings.steps - learningStarts) * updateToData)} updates.`;
}

function evaluationSentence(settings: TrainingSettings): string {
  if (settings.evaluateEvery === 0) return 'It is evaluated once, at the end.';
  return `Every ${formatCount(settings.evaluateEvery)} steps the policy is judged on ${formatCount(settings.evaluationEpisodes)} fixed starts.`;
}
