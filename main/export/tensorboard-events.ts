import type { ControlMetrics, EvaluationResult, MetricsRow } from '../../shared/training';
import type { RunRecord } from '../training/run-record';
import { encodeEventFile, type ScalarEvent } from './event-file';
import type { ExportedFile } from './write-export';

/** Tags by field; TensorBoard groups them by what stands before the slash. */
const metricTags: Readonly<Record<Exclude<keyof MetricsRow, 'step' | 'elapsedS' | 'evaluation' | 'control'>, string>> = {
  episodeReturn: 'episode/return',
  episodeSuccess: 'episode/success',
  episodeLength: 'episode/length',
  entropy: 'policy/entropy',
  targetEntropy: 'policy/target_entropy',
  alpha: 'policy/alpha',
  policyLag: 'policy/lag',
  policyAgeS: 'policy/age_s',
  criticLoss: 'learner/critic_loss',
  actorLoss: 'learner/actor_loss',
  qMean: 'learner/q_mean',
  updates: 'learner/updates',
  updatesPerS: 'speed/updates_per_s',
  stepsPerS: 'speed/steps_per_s',
};

const evaluationTags: Readonly<Record<Exclude<keyof EvaluationResult, 'step' | 'episodes'>, string>> = {
  meanReturn: 'evaluation/return',
  returnDeviation: 'evaluation/return_deviation',
  successRate: 'evaluation/success',
  meanLength: 'evaluation/length',
};

const controlTags: Readonly<Record<Exclude<keyof ControlMetrics, 'jointRetries' | 'jointFailures'>, string>> = {
  rateHz: 'control/rate_hz',
  periodErrorP50Ms: 'control/period_error_p50_ms',
  periodErrorP99Ms: 'control/period_error_p99_ms',
  missedTicks: 'control/missed_ticks',
  roundTripP50Ms: 'link/round_trip_p50_ms',
  roundTripP99Ms: 'link/round_trip_p99_ms',
  retries: 'link/retries',
  failures: 'link/failures',
  damaged: 'link/damaged',
};

/**
 * The metrics of a run for TensorBoard, in a folder of the run's name, so that several runs can lie in one log folder.
 * Wall times are the begin of the run plus the time that it was trained.
 */
export function metricsEventFile({ id, createdMs }: Pick<RunRecord, 'id' | 'createdMs'>, rows: readonly MetricsRow[]): ExportedFile {
  const startedS = createdMs / 1000;
  const events = rows.map((row): ScalarEvent => ({ wallTimeS: startedS + row.elapsedS, step: row.step, scalars: scalarsOf(row) }));
  return {
    // TensorBoard takes files whose names hold "tfevents", and orders those of a folder by their names.
    name: `${id}/events.out.tfevents.${String(Math.floor(startedS)).padStart(10, '0')}.tempera`,
    content: encodeEventFile(startedS, events.filter(({ scalars }) => Object.keys(scalars).length > 0)),
  };
}

function scalarsOf(row: MetricsRow): Record<string, number> {
  const { control } = row;
  return { ...tagged(metricTags, row), ...(control === undefined ? {} : tagged(controlTags, control)), ...(row.evaluation === undefined ? {} : tagged(evaluationTags, row.evaluation)) };
}

function tagged<Name extends string>(tags: Readonly<Record<Name, string>>, values: Readonly<Partial<Record<Name, number>>>): Record<string, number> {
  return Object.fromEntries((Object.entries(tags) as [Name, string][]).flatMap(([name, tag]) => (values[name] === undefined ? [] : [[tag, values[name]]])));
}
