import type { z } from 'zod';
import type { PresetDescription, TaskDescription } from '../../../shared/contract/frames';
import { trainingSettingsSchema, type AlgorithmName, type ExecutorName, type LearnerOverrides, type TrainingSettings } from '../../../shared/training';
import { hyperFields, type HyperInput, type HyperName } from './hyper-field-table';
import { targetEntropyProblem } from './temperature-limits';

/** What the operator has typed for a new run. Numbers stay text until they are read, so that half a number is no error of ours. */
export interface RunDraft {
  readonly task: string;
  readonly algorithm: AlgorithmName;
  readonly preset: string;
  readonly steps: string;
  readonly seed: string;
  readonly pace: 'real-time' | 'fast';
  readonly executor: ExecutorName;
  readonly threads: string;
  readonly evaluateEvery: string;
  /** Hyper-parameters that differ from the preset, by name, as text. */
  readonly hyper: Readonly<Partial<Record<HyperName, string>>>;
  /** How the temperature is chosen, where it differs from the preset; algorithms that cannot learn it hold the first α. */
  readonly temperature: TemperatureDraft | undefined;
}

export interface TemperatureDraft {
  readonly mode: 'auto' | 'fixed';
  /** Nats. */
  readonly targetEntropy: string;
}

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
    threads: '1',
    evaluateEvery: '5000',
    hyper: {},
    temperature: undefined,
  };
}

/** Another preset brings its own length and drops what was changed by hand. */
export function withPreset(draft: RunDraft, preset: PresetDescription): RunDraft {
  return { ...draft, preset: preset.name, steps: String(preset.steps), hyper: {}, temperature: undefined };
}

/** Whether an algorithm can learn its temperature; the others hold it. */
export function learnsTemperature(algorithm: AlgorithmName): boolean {
  return algorithm === 'sac';
}

/** Whether an executor's updates may run on several threads of the processor. */
export function usesThreads(executor: ExecutorName): boolean {
  return executor === 'auto' || executor === 'onnx-cpu';
}

/** What the preset says of the temperature, as the form shows it; minus the number of actions where it says nothing. */
export function presetTemperature(preset: PresetDescription | undefined, actionSize: number): TemperatureDraft {
  const setting = preset?.hyper.temperature;
  return { mode: setting?.mode ?? 'auto', targetEntropy: String(setting?.mode === 'auto' ? setting.targetEntropy : -actionSize) };
}

/** Reads a draft by the schema that the host reads it with too, so that both refuse the same. */
export function readDraft(draft: RunDraft, task: TaskDescription): DraftReading {
  const preset = task.presets.find((candidate) => candidate.name === draft.preset);
  const offered = hyperFields.filter((field) => (field.algorithms as readonly AlgorithmName[]).includes(draft.algorithm));
  const changed = offered.flatMap(({ name, input }) => {
    const text = draft.hyper[name];
    return text === undefined ? [] : [[name, readInput(input, text)] as const];
  });
  const temperature = readTemperature(draft, preset);
  const parsed = trainingSettingsSchema.safeParse({
    task: draft.task,
    algorithm: draft.algorithm,
    preset: draft.preset,
    hyper: { ...Object.fromEntries(changed), ...(temperature && { temperature }) },
    steps: readNumber(draft.steps),
    seed: readNumber(draft.seed),
    executor: draft.executor,
    threads: usesThreads(draft.executor) ? readNumber(draft.threads) : 1,
    pace: draft.pace,
    evaluateEvery: readNumber(draft.evaluateEvery),
  });
  const problems: Record<string, string> = {};
  if (parsed.success) {
    Object.assign(problems, togetherProblems({ ...preset?.hyper, ...parsed.data.hyper }, task.actionNames.length));
    return Object.keys(problems).length === 0 ? { ok: true, settings: parsed.data } : { ok: false, problems };
  }
  for (const issue of parsed.error.issues) {
    const [first, second] = issue.path;
    const field = String(first === 'hyper' && second !== undefined ? second : first);
    problems[field] ??= problemSentence(issue);
  }
  return { ok: false, problems };
}

/** What each value allows and all of them together do not. */
function togetherProblems(hyper: LearnerOverrides, actionSize: number): DraftProblems {
  const { temperature, criticCount = 2, criticSubset = criticCount, logStdMin = -5, logStdMax = 2 } = hyper;
  const entropy = temperature?.mode === 'auto' ? targetEntropyProblem(temperature.targetEntropy, actionSize) : undefined;
  return {
    ...(entropy !== undefined && { temperature: entropy }),
    ...(criticSubset > criticCount && { criticSubset: `There are ${String(criticCount)} critics to take from: choose at most as many.` }),
    ...(logStdMin >= logStdMax && { logStdMin: `Must be below the greatest, ${String(logStdMax)}.` }),
  };
}

/** Undefined where the preset has it so, or where the algorithm holds the first α in any case. */
function readTemperature(draft: RunDraft, preset: PresetDescription | undefined) {
  const { temperature } = draft;
  if (temperature === undefined || !learnsTemperature(draft.algorithm)) return undefined;
  if (temperature.mode === 'auto') return { mode: 'auto', targetEntropy: readNumber(temperature.targetEntropy) };
  return { mode: 'fixed', alpha: readNumber(draft.hyper.initialAlpha ?? presetText(preset, 'initialAlpha')) };
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

function readInput(input: HyperInput, text: string): unknown {
  switch (input.type) {
    case 'number':
    case 'optional':
      return readNumber(text);
    case 'list':
      return readList(text);
    case 'choice':
      return text === 'true' || text === 'false' ? text === 'true' : text;
  }
}

function readList(text: string): readonly number[] {
  return text.split(/[,;×x]/).map(readNumber);
}
