import { CirclePause, Info, TriangleAlert } from 'lucide-react';
import type { TrainingStatus } from '../../../shared/training';
import { useLab } from '../../state/lab-context';
import styles from './run-note.module.css';
import { noteOf } from './run-note-words';

/** Why training is held up, or what happened to it, over the scene and until it is over. */
export function RunNote({ training }: { readonly training: TrainingStatus }) {
  const event = useLab((state) => state.history.events.findLast((candidate) => candidate.kind === 'learner-restarted'));
  const note = noteOf(training, event);
  if (note === undefined) return null;
  const Icon = note.level === 'warning' ? TriangleAlert : note.level === 'held' ? CirclePause : Info;
  return (
    <p className={styles.note} data-level={note.level} role="status">
      <Icon aria-hidden="true" />
      {note.sentence}
    </p>
  );
}
