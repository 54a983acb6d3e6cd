import type { PresetDescription } from '../../../shared/contract/frames';
import type { TrainingSettings } from '../../../shared/training';

/** Above this many updates a step, critics without LayerNorm over-estimate: at 12 they drove α to 25 on `reach`. */
const safeUpdatesAStep = 4;

/** What is allowed and yet seldom meant, one sentence each. */
export function runWarnings(settings: TrainingSettings, preset: PresetDescription | undefined): readonly string[] {
  const { updateToData = 1, layerNorm = false, actorEvery = 1, normaliseObservations = false, learningStarts = 0 } = { ...preset?.hyper, ...settings.hyper };
  const warnings: string[] = [];
  if (updateToData > safeUpdatesAStep && !layerNorm) {
    warnings.push(`${String(updateToData)} updates a step without LayerNorm: critics tend to over-estimate, and α then grows without end. Switch LayerNorm on, under More.`);
  }
  if (settings.algorithm === 'sac' && updateToData < actorEvery) {
    warnings.push(`The actor is updated once in ${String(actorEvery)} updates, which is less than once a step. Choose at most as many as updates a step.`);
  }
  if (normaliseObservations && learningStarts < 100) warnings.push('Observations are normalised by very few at first: take at least 100 random steps.');
  return warnings;
}
