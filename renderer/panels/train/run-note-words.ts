import type { RunEvent, TrainingStatus } from '../../../shared/training';

export interface RunNoteWords {
  readonly level: 'information' | 'held' | 'warning';
  readonly sentence: string;
}

/** Steps for which a restart of the learner stays in sight. */
const restartShownSteps = 400;

/** What the operator should know of the run now: the host's own note first, then the state, then a recent restart. */
export function noteOf(training: Pick<TrainingStatus, 'note' | 'state' | 'step'>, restart: RunEvent | undefined): RunNoteWords | undefined {
  const held = training.state === 'paused';
  if (training.note !== undefined) return { level: held ? 'held' : 'warning', sentence: training.note };
  switch (training.state) {
    case 'preparing':
      return { level: 'information', sentence: 'Preparing: the arm moves to its start and the networks are compiled.' };
    case 'paused':
      return { level: 'held', sentence: 'Paused: the arm holds its position and the learner rests.' };
    case 'finishing':
      return { level: 'information', sentence: 'Finishing: the last evaluation and the checkpoint are being written.' };
    default:
      return restart !== undefined && training.step - restart.step <= restartShownSteps && training.step >= restart.step
        ? { level: 'warning', sentence: restart.sentence }
        : undefined;
  }
}
