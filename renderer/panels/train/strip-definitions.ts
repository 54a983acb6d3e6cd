import type { MetricsRow } from '../../../shared/training';
import { formatFixed, formatPercent, formatSignificant } from '../../plots/format-number';
import type { Interval } from '../../plots/scale';
import type { StripSource } from '../../plots/strip-series';
import type { StripStyle } from '../../plots/strip-options';

/** One learning curve of the strip row: where its values come from and how they read. */
export interface StripDefinition extends StripStyle {
  readonly name: 'return' | 'success' | 'entropy' | 'alpha' | 'critic-loss' | 'actor-loss' | 'learner';
  readonly title: string;
  readonly small?: string;
  readonly source: StripSource;
  readonly range?: Interval;
}

const significant = (value: number): string => formatSignificant(value, 3);

export const returnStrip: StripDefinition = {
  name: 'return',
  title: 'Return',
  small: 'an episode',
  colour: 'viridian',
  format: significant,
  source: { value: (row) => row.episodeReturn, evaluation: (row) => row.evaluation?.meanReturn },
};

export const successStrip: StripDefinition = {
  name: 'success',
  title: 'Success',
  colour: 'viridian',
  format: formatPercent,
  range: { min: -0.04, max: 1.06 },
  source: { value: (row) => row.episodeSuccess, evaluation: (row) => row.evaluation?.successRate },
};

export const entropyStrip: StripDefinition = {
  name: 'entropy',
  title: 'Entropy',
  small: 'dashed: target',
  colour: 'ultramarine',
  format: (value) => `${formatFixed(value, 2)} nats`,
  source: { value: (row) => row.entropy, target: (row) => row.targetEntropy },
};

/** These three share one place: the operator chooses. */
export const innerStrips: readonly [StripDefinition, ...StripDefinition[]] = [
  { name: 'alpha', title: 'α', small: 'temperature', colour: 'ochre', format: significant, source: { value: (row) => row.alpha } },
  { name: 'critic-loss', title: 'Critic loss', colour: 'violet', format: significant, source: { value: (row) => row.criticLoss } },
  { name: 'actor-loss', title: 'Actor loss', colour: 'violet', format: significant, source: { value: (row) => row.actorLoss } },
];

export const learnerStrip: StripDefinition = {
  name: 'learner',
  title: 'Learner',
  colour: 'violet',
  format: (value) => `${formatFixed(value, 0)} updates/s`,
  source: { value: (row: MetricsRow) => row.updatesPerS },
};
