import type { FieldDescription, TaskDescription } from '../../../shared/contract/frames';
import { learnerSettingsSchema } from '../../../shared/training';
import type { WorldDefinition } from './world-schema';

/** How the window and the learner know a world. */
export function describeWorld(definition: WorldDefinition, controlPeriodS: number, observation: readonly FieldDescription[], actionNames: readonly string[]): TaskDescription {
  const { name, title = titleOf(name), horizonSteps, training } = definition;
  return {
    name,
    title,
    description: definition.description ?? `${title}: a world of your own, from ${definition.model}. The reward is the sum of ${rewardWords(definition)}.`,
    usesArm: false,
    controlPeriodS,
    horizonSteps,
    observation,
    actionNames,
    presets: [
      {
        name: 'standard',
        title: 'Standard',
        description: 'The settings that the task file gives; what it leaves out is as in the paper.',
        steps: training.steps,
        hyper: learnerSettingsSchema.parse(training.hyper),
      },
    ],
  };
}

function titleOf(name: string): string {
  const words = name.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function rewardWords({ reward }: WorldDefinition): string {
  return reward.map((item) => `${item.weight} x ${item.name ?? item.type.replaceAll('-', ' ')}`).join(', ');
}
