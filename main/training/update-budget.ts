import type { LearnerSettings } from '../../shared/training';

/** Updates that a run has earned after so many control steps: `updateToData` for each step past the random ones. */
export function updatesDue(stepsTaken: number, settings: Pick<LearnerSettings, 'learningStarts' | 'updateToData'>): number {
  return Math.max(0, Math.floor((stepsTaken - settings.learningStarts) * settings.updateToData));
}
