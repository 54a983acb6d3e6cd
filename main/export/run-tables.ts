import type { EpisodeSummary } from '../../shared/episodes';
import type { ControlMetrics, EvaluationResult, MetricsRow, RunEvent } from '../../shared/training';
import { csvTable, type Cell } from './csv';

type Numbers = Exclude<keyof MetricsRow, 'evaluation' | 'control'>;

/** Column names carry units; a field that is added to the rows must be given one here. */
const metricsColumns: Readonly<Record<Numbers, string>> = {
  step: 'step',
  updates: 'updates',
  elapsedS: 'elapsed_s',
  episodeReturn: 'episode_return',
  episodeSuccess: 'episode_success',
  episodeLength: 'episode_length',
  entropy: 'entropy_nats',
  targetEntropy: 'target_entropy_nats',
  alpha: 'alpha',
  criticLoss: 'critic_loss',
  actorLoss: 'actor_loss',
  qMean: 'q_mean',
  updatesPerS: 'updates_per_s',
  stepsPerS: 'steps_per_s',
  policyLag: 'policy_lag_updates',
  policyAgeS: 'policy_age_s',
};

const controlColumns: Readonly<Record<Exclude<keyof ControlMetrics, 'jointRetries' | 'jointFailures'>, string>> = {
  rateHz: 'control_rate_hz',
  periodErrorP50Ms: 'period_error_p50_ms',
  periodErrorP99Ms: 'period_error_p99_ms',
  missedTicks: 'missed_ticks',
  roundTripP50Ms: 'round_trip_p50_ms',
  roundTripP99Ms: 'round_trip_p99_ms',
  retries: 'link_retries',
  failures: 'link_failures',
  damaged: 'link_damaged',
};

const evaluationColumns: Readonly<Record<Exclude<keyof EvaluationResult, 'step'>, string>> = {
  episodes: 'evaluation_episodes',
  meanReturn: 'evaluation_return',
  returnDeviation: 'evaluation_return_deviation',
  successRate: 'evaluation_success',
  meanLength: 'evaluation_length',
};

const episodeColumns: Readonly<Record<Exclude<keyof EpisodeSummary, 'id' | 'runId' | 'task'>, string>> = {
  number: 'number',
  startedMs: 'started_ms',
  startStep: 'start_step',
  length: 'length',
  durationS: 'duration_s',
  episodeReturn: 'return',
  entropySum: 'entropy_sum_nats',
  alpha: 'alpha',
  success: 'success',
  end: 'end',
};

/** metrics.jsonl as a table; the row of an evaluation has the step of the policy that was evaluated. */
export function metricsTable(rows: readonly MetricsRow[]): string {
  return csvTable<MetricsRow>(
    [
      ...columnsOf(metricsColumns, (row: MetricsRow, name) => row[name]),
      ...columnsOf(controlColumns, (row: MetricsRow, name) => row.control?.[name]),
      ...columnsOf(evaluationColumns, (row: MetricsRow, name) => row.evaluation?.[name]),
    ],
    rows,
  );
}

export function episodesTable(episodes: readonly EpisodeSummary[]): string {
  return csvTable<EpisodeSummary>(columnsOf(episodeColumns, (episode, name) => episode[name]), episodes);
}

export function eventsTable(events: readonly RunEvent[]): string {
  const columns: Readonly<Record<keyof RunEvent, string>> = { step: 'step', atMs: 'at_ms', kind: 'kind', sentence: 'sentence' };
  return csvTable<RunEvent>(columnsOf(columns, (event, name) => event[name]), events);
}

function columnsOf<Row, Name extends string>(names: Readonly<Record<Name, string>>, cell: (row: Row, name: Name) => Cell): (readonly [string, (row: Row) => Cell])[] {
  return (Object.entries(names) as [Name, string][]).map(([name, column]) => [column, (row) => cell(row, name)]);
}
