import { algorithmNames, type AlgorithmName, type LearnerSettings } from '../../../shared/training';

/** How a hyper-parameter is typed or chosen. `optional` numbers may be left empty, which `empty` explains. */
export type HyperInput =
  | { readonly type: 'number' }
  | { readonly type: 'list' }
  | { readonly type: 'optional'; readonly empty: string }
  | { readonly type: 'choice'; readonly options: readonly { readonly value: string; readonly label: string }[] };

interface HyperField {
  readonly name: keyof LearnerSettings;
  readonly label: string;
  /** What it does, and what the paper has where that is not plain. */
  readonly hint: string;
  readonly input: HyperInput;
  /** `more` is folded away: most runs leave it alone. */
  readonly group: 'temperature' | 'first' | 'more';
  readonly algorithms: readonly AlgorithmName[];
}

const number = { type: 'number' } as const;
const onOff = { type: 'choice', options: [{ value: 'false', label: 'Off' }, { value: 'true', label: 'On' }] } as const;
const every = algorithmNames;
const sac = ['sac'] as const;
const gaussian = ['sac', 'sac-v'] as const;

/**
 * Hyper-parameters that the form offers; how the temperature is chosen is asked beside them. Papers: SAC arXiv 1812.05905 (Table 1),
 * SQL 1702.08165 (D.1), REDQ 2101.05982, DroQ 2110.02034.
 */
export const hyperFields = [
  { name: 'hiddenSizes', label: 'Hidden layers', hint: 'Units of each layer. SAC: 256, 256', input: { type: 'list' }, group: 'first', algorithms: every },
  { name: 'batchSize', label: 'Batch size', hint: 'Transitions an update. SAC: 256, SQL: 64', input: number, group: 'first', algorithms: every },
  { name: 'discount', label: 'Discount γ', hint: 'Weight of the next step’s value, 0 to 1. SAC: 0.99', input: number, group: 'first', algorithms: every },
  { name: 'actorLearningRate', label: 'Actor learning rate', hint: 'Adam, of the policy. SAC: 3e-4, SQL: 1e-4', input: number, group: 'first', algorithms: every },
  { name: 'criticLearningRate', label: 'Critic learning rate', hint: 'Adam. SAC: 3e-4, SQL: 1e-3', input: number, group: 'first', algorithms: every },
  { name: 'temperatureLearningRate', label: 'Temperature learning rate', hint: 'Adam, on log α. SAC: 3e-4', input: number, group: 'first', algorithms: sac },
  { name: 'updateToData', label: 'Updates a step', hint: 'Updates for each control step. SAC: 1, DroQ: 20', input: number, group: 'first', algorithms: every },
  { name: 'learningStarts', label: 'Random steps', hint: 'Uniformly random actions before the first update', input: number, group: 'first', algorithms: every },
  { name: 'bufferCapacity', label: 'Replay buffer', hint: 'Transitions kept. SAC and SQL: 1 000 000', input: number, group: 'first', algorithms: every },
  { name: 'initialAlpha', label: 'First α', hint: 'Temperature at the start: the price of a nat of entropy, in reward', input: number, group: 'temperature', algorithms: every },
  { name: 'returnSteps', label: 'n-step returns', hint: 'Rewards summed before a target bootstraps. SAC: 1; 3 where rewards are sparse', input: number, group: 'more', algorithms: every },
  { name: 'targetRate', label: 'Target rate τ', hint: 'How far the target networks move. SAC: 0.005, SQL: 1', input: number, group: 'more', algorithms: every },
  { name: 'targetEvery', label: 'Target every', hint: 'Updates between two moves of the targets. SAC: 1, SQL: 1000', input: number, group: 'more', algorithms: every },
  { name: 'criticCount', label: 'Critics', hint: 'Trained side by side. SAC: 2, REDQ: 10', input: number, group: 'more', algorithms: every },
  { name: 'criticSubset', label: 'Critics of a target', hint: 'A target takes the smallest of this many, by lot. SAC: all, REDQ: 2', input: { type: 'optional', empty: 'all' }, group: 'more', algorithms: sac },
  {
    name: 'actorQ',
    label: 'The actor climbs',
    hint: 'What the policy is improved against. SAC: the smallest critic',
    input: { type: 'choice', options: [{ value: 'min', label: 'the smallest critic' }, { value: 'mean', label: 'the mean of the critics' }] },
    group: 'more',
    algorithms: sac,
  },
  { name: 'actorEvery', label: 'Actor every', hint: 'Updates of the critics for each of actor and temperature. SAC: 1, DroQ: 20', input: number, group: 'more', algorithms: sac },
  { name: 'layerNorm', label: 'LayerNorm', hint: 'Normalises the critics’ hidden layers: keeps many updates a step stable. SAC: off, DroQ: on', input: onOff, group: 'more', algorithms: every },
  { name: 'dropout', label: 'Dropout', hint: 'Share of the critics’ hidden units left out while learning. SAC: 0, DroQ: 0.01', input: number, group: 'more', algorithms: sac },
  { name: 'normaliseObservations', label: 'Normalise observations', hint: 'The networks see mean 0 and deviation 1. SAC: off', input: onOff, group: 'more', algorithms: every },
  { name: 'gradientClip', label: 'Gradient clip', hint: 'Largest norm of a network’s gradient. SAC: none', input: { type: 'optional', empty: 'none' }, group: 'more', algorithms: every },
  { name: 'logStdMin', label: 'Least log σ', hint: 'Bounds the policy’s spread from below', input: number, group: 'more', algorithms: gaussian },
  { name: 'logStdMax', label: 'Greatest log σ', hint: 'Bounds the policy’s spread from above', input: number, group: 'more', algorithms: gaussian },
  { name: 'particles', label: 'Particles', hint: 'Of each state: so many move the sampler, as many are moved. SQL: 32', input: number, group: 'more', algorithms: ['sql'] },
  { name: 'valueParticles', label: 'Value particles', hint: 'Actions that a soft value is estimated with. SQL: 50', input: number, group: 'more', algorithms: ['sql'] },
] as const satisfies readonly HyperField[];

export type HyperName = (typeof hyperFields)[number]['name'];

/** The fields that an algorithm has a use for. */
export function fieldsOf(algorithm: AlgorithmName, group: HyperField['group']) {
  return hyperFields.filter((field) => field.group === group && (field.algorithms as readonly AlgorithmName[]).includes(algorithm));
}
