import type { TrainingSettings } from '../../../shared/training';
import { formatCount } from '../../plots/format-number';
import { hyperFields } from './hyper-field-table';

/** A run's settings as rows of name and value, in the order in which the form has them. */
export function settingRows(settings: TrainingSettings): readonly (readonly [name: string, value: string])[] {
  const { hyper } = settings;
  return [
    ['Preset', settings.preset],
    ['Steps', formatCount(settings.steps)],
    ['Seed', String(settings.seed)],
    ['Pace', settings.lockstep ? `${settings.pace}, lock-step` : settings.pace],
    ['Executor', `${settings.executor}, ${String(settings.threads)} ${settings.threads === 1 ? 'thread' : 'threads'}`],
    ['Evaluated', settings.evaluateEvery === 0 ? 'at the end' : `every ${formatCount(settings.evaluateEvery)} steps, ${formatCount(settings.evaluationEpisodes)} episodes`],
    ['Temperature', temperatureText(settings)],
    ...hyperFields
      .filter(({ name }) => hyper[name] !== undefined)
      .map(({ name, label }) => {
        const value = hyper[name];
        return [label, Array.isArray(value) ? value.join(', ') : String(value)] as const;
      }),
  ];
}

function temperatureText({ hyper }: TrainingSettings): string {
  const { temperature } = hyper;
  if (temperature === undefined) return 'auto, towards minus the action dimensions';
  return temperature.mode === 'fixed' ? `fixed, α ${String(temperature.alpha)}` : `auto, towards ${String(temperature.targetEntropy)} nats`;
}
