import type { z } from 'zod';
import type { PresetDescription, TaskDescription } from '../../../shared/contract/frames';
import { trainingSettingsSchema, type AlgorithmName, type ExecutorName, type SacSettings, type TrainingSettings } from '../../../shared/training';

/** What the operator has typed for a new run. Numbers stay text until they are read, so that half a number is no error of ours. */
export interface RunDraft {
  readonly task: string;
  readonly algorithm: AlgorithmName;
  readonly preset: string;
  readonly steps: string;
  readonly seed: string;
  readonly pace: 'real-time' | 'fast';
  readonly executor: ExecutorName;
  readonly evaluateEvery: string;
  /** Hyper-parameters that differ from the preset, by name, as text. */
  readonly hyper: Readonly<Partial<Record<HyperName, string>>>;
}

/** Hyper-parameters that the form offers; the temperature has a panel of its own while training. */
export const hyperFields = [
  { name: 'hiddenSizes', label: 'Hidden layers', hint: 'units of each layer, for example 256, 256' },
  { name: 'batchSize', label: 'Batch size', hint: 'transitions an update' },
  { name: 'discount', label: 'Discount γ', hint: '0 to 1' },
  { name: 'targetRate', label: 'Target rate τ', hint: 'Polyak rate of the target critics' },
  { name: 'actorLearningRate', label: 'Actor learning rate', hint: 'Adam' },
  { name: 'criticLearningRate', label: 'Critic learning rate', hint: 'Adam' },
  { name: 'temperatureLearningRate', label: 'Temperature learning rate', hint: 'Adam, on log α' },
  { name: 'initialAlpha', label: 'First α', hint: 'temperature at the start' },
  { name: 'updateToData', label: 'Updates a step', hint: 'updates for each control step' },
  { name: 'learningStarts', label: 'Random steps', hint: 'steps before the first update' },
  { name: 'bufferCapacity', label: 'Replay buffer', hint: 'transitions kept' },
] as const satisfies readonly { readonly name: keyof SacSettings; readonly label: string; readonly hint: string }[];
export type HyperName = (typeof hyperFields)[number]['name'];

/** One sentence for each field that cannot be used, by its name; hyper-parameters by their own names. */
export type DraftProblems = Readonly<Partial<Record<string, string>>>;

export type DraftReading =
  | { readonly ok: true; readonly settings: TrainingSettings }
  | { readonly ok: false; readonly problems: DraftProblems };

/** A draft with the first preset of a task, and its steps. */
export function draftForTask(task: TaskDescription): RunDraft {
  const preset = task.presets[0];
  return {
    task: task.name,
    algorithm: 'sac',
    preset: preset?.name ?? 'standard',
    steps: String(preset?.steps ?? 50_000),
    seed: '1',
    pace: 'fast',
    executor: 'auto',
    evaluateEvery: '5000',
    hyper: {},
  };
}

/** Another preset brings its own length and drops what was changed by hand. */
export function withPreset(draft: RunDraft, preset: PresetDescription): RunDraft {
  return { ...draft, preset: preset.name, steps: String(preset.steps), hyper: {} };
}

/** Reads a draft by the schema that the host reads it with too, so that both refuse the same. */
export function readDraft(draft: RunDraft): DraftReading {
  const changed = Object.entries(draft.hyper).map(([name, text]) => [name, name === 'hiddenSizes' ? readList(text) : readNumber(text)]);
  const parsed = trainingSettingsSchema.safeParse({
    task: draft.task,
    algorithm: draft.algorithm,
    preset: draft.preset,
    hyper: Object.fromEntries(changed),
    steps: readNumber(draft.steps),
    seed: readNumber(draft.seed),
    executor: draft.executor,
    pace: draft.pace,
    evaluateEvery: readNumber(draft.evaluateEvery),
  });
  if (parsed.success) return { ok: true, settings: parsed.data };
  const problems: Record<string, string> = {};
  for (const issue of parsed.error.issues) {
    const [first, second] = issue.path;
    const field = String(first === 'hyper' && second !== undefined ? second : first);
    problems[field] ??= problemSentence(issue);
  }
  return { ok: false, problems };
}

/** What the preset says of a hyper-parameter, as the form shows it. */
export function presetText(preset: PresetDescription | undefined, name: HyperName): string {
  const value = preset?.hyper[name];
  if (value === undefined) return '';
  return Array.isArray(value) ? value.join(', ') : String(value);
}

/** A finding of the schema in words for a person. */
export function problemSentence(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'too_small':
      return issue.inclusive === false ? `Must be above ${String(issue.minimum)}.` : `Must be at least ${String(issue.minimum)}.`;
    case 'too_big':
      return `Must be at most ${String(issue.maximum)}.`;
    case 'invalid_type':
      return issue.expected === 'int' ? 'Must be a whole number.' : 'Must be a number.';
    default:
      return `${issue.message}.`;
  }
}

/** Spaces are allowed between groups of digits. Anything else but a number is NaN, which the schema refuses. */
function readNumber(text: string): number {
  const compact = text.replaceAll(/[\s\u202f_]/g, '');
  return compact === '' ? Number.NaN : Number(compact);
}

function readList(text: string): readonly number[] {
  return text.split(/[,;×x]/).map(readNumber);
}
