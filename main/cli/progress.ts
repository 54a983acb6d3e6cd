import type { MetricsRow, TrainingStatus } from '../../shared/training';
import type { TextOutput } from './program-host';

/** A log without a terminal gets a line this often, seconds of training. */
const plainIntervalS = 10;

/** What is known of the curves: the newest value of each. */
export type LatestMetrics = Pick<MetricsRow, 'episodeReturn' | 'episodeSuccess' | 'entropy'>;

/** Takes the values that a row has, and keeps the others. */
export function withRow(latest: LatestMetrics, row: MetricsRow): LatestMetrics {
  return {
    episodeReturn: row.episodeReturn ?? latest.episodeReturn,
    episodeSuccess: row.episodeSuccess ?? latest.episodeSuccess,
    entropy: row.entropy ?? latest.entropy,
  };
}

/** The parts of a progress line, most important first: what does not fit is left out from the end. */
export function progressParts(status: TrainingStatus, latest: LatestMetrics): readonly string[] {
  const { settings, step, stepsPerS, alpha, timeLeftS, state, updatesPerS } = status;
  const parts = [`${settings.task} ${grouped(step)}/${grouped(settings.steps)}`];
  if (state !== 'training') parts.push(state);
  parts.push(`${rounded(stepsPerS)} steps/s`);
  if (latest.episodeReturn !== undefined) parts.push(`return ${rounded(latest.episodeReturn)}`);
  if (latest.episodeSuccess !== undefined) parts.push(`success ${Math.round(latest.episodeSuccess * 100)} %`);
  if (latest.entropy !== undefined) parts.push(`entropy ${rounded(latest.entropy)}`);
  parts.push(`alpha ${alpha.toPrecision(2)}`);
  if (timeLeftS !== undefined) parts.push(`${duration(timeLeftS)} left`);
  parts.push(`${rounded(updatesPerS)} updates/s`);
  return parts;
}

/** One line of at most `columns` characters with a bar. */
export function progressLine(status: TrainingStatus, latest: LatestMetrics, columns: number): string {
  const barWidth = columns >= 80 ? 20 : 10;
  const done = Math.min(1, status.step / status.settings.steps);
  const filled = Math.floor(done * barWidth);
  let line = `[${'#'.repeat(filled)}${'.'.repeat(barWidth - filled)}] ${String(Math.floor(done * 100)).padStart(3)} %`;
  for (const part of progressParts(status, latest)) {
    if (line.length + 2 + part.length > columns) break;
    line += `  ${part}`;
  }
  return line.slice(0, columns);
}

/** Shows how a training goes: redrawn in place on a terminal, a plain line now and then elsewhere. */
export class ProgressDisplay {
  private latest: LatestMetrics = {};
  private drawn = '';
  private nextPlainS = 0;

  constructor(private readonly output: TextOutput) {}

  takeRow(row: MetricsRow): void {
    this.latest = withRow(this.latest, row);
  }

  show(status: TrainingStatus): void {
    if (this.output.isTerminal) {
      // One column stays free: a full line would wrap on some terminals.
      const line = progressLine(status, this.latest, Math.max(20, this.output.columns - 1));
      if (line === this.drawn) return;
      this.output.write(`\r\u001b[2K${line}`);
      this.drawn = line;
    } else if (status.state === 'training' && status.elapsedS >= this.nextPlainS) {
      this.output.write(`${progressParts(status, this.latest).join('  ')}\n`);
      this.nextPlainS = status.elapsedS + plainIntervalS;
    }
  }

  /** A line that stays, above the bar. */
  say(sentence: string): void {
    this.clear();
    this.output.write(`${sentence}\n`);
  }

  clear(): void {
    if (this.drawn !== '') this.output.write('\r\u001b[2K');
    this.drawn = '';
  }
}

/** 12,500 */
export function grouped(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** Three significant figures, no exponent. */
export function rounded(value: number): string {
  const size = Math.abs(value);
  if (size >= 100) return grouped(value);
  return value.toFixed(size >= 10 ? 1 : 2);
}

/** 1:45, or 2:03:04. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const minutes = Math.floor(whole / 60) % 60;
  const hours = Math.floor(whole / 3600);
  const two = (value: number): string => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}
