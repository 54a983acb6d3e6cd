import { Failure } from '../../shared/contract/failure';
import type { TaskDescription } from '../../shared/contract/frames';
import { learnerSettingsSchema, type LearnerSettings, type TemperatureSetting, type TrainingSettings } from '../../shared/training';
import { checkTemperature, temperatureOrDefault } from '../learning/temperature';

/** The preset of the task with the settings' own values over it, and the temperature spelled out. */
export function resolveHyperParameters(settings: TrainingSettings, task: TaskDescription): LearnerSettings & { readonly temperature: TemperatureSetting } {
  const preset = task.presets.find((candidate) => candidate.name === settings.preset);
  if (preset === undefined) {
    const names = task.presets.map((candidate) => `"${candidate.name}"`).join(', ');
    throw new Failure('bad-argument', `The task ${task.name} has no preset "${settings.preset}": choose one of ${names}.`);
  }
  const hyper = learnerSettingsSchema.parse({ ...preset.hyper, ...settings.hyper, algorithm: settings.algorithm });
  const temperature = temperatureOrDefault(hyper, task.actionNames.length);
  checkTemperature(temperature, task.actionNames.length, hyper.algorithm);
  return { ...hyper, temperature };
}
