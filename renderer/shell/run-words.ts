import type { TrainingStatus } from '../../shared/training';

const algorithms: Readonly<Record<string, string>> = { sac: 'SAC', 'sac-v': 'SAC-V', sql: 'SQL' };

/** "Reach · SAC" */
export function runTitle({ settings }: Pick<TrainingStatus, 'settings'>): string {
  const words = settings.task.replaceAll('-', ' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)} · ${algorithms[settings.algorithm] ?? settings.algorithm}`;
}

/** "run 0042 · seed 1 · onnx-cpu" */
export function runDetail({ id, settings, executor }: Pick<TrainingStatus, 'id' | 'settings' | 'executor'>): string {
  const number = /^\d+/.exec(id)?.[0] ?? id;
  return `run ${number} · seed ${String(settings.seed)}${executor === '' ? '' : ` · ${executor}`}`;
}

/** Steps with thin spaces between thousands: "30 512". */
export function formatSteps(steps: number): string {
  return String(Math.round(steps)).replaceAll(/\B(?=(\d{3})+$)/g, '\u202f');
}

/** "1:12 left", "2:05:09 left". */
export function formatTimeLeft(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  const clock = hours > 0 ? `${String(hours)}:${two(minutes)}:${two(whole % 60)}` : `${String(minutes)}:${two(whole % 60)}`;
  return `${clock} left`;
}
