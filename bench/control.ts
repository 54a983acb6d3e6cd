import { cpus } from 'node:os';
import { openRealTimeTraining, type RealTimeFigures } from './real-time-training';
import { findTask } from '../main/worlds/task-registry';

export interface ControlFigures extends RealTimeFigures {
  /** Where the learner was bound to one core, its number. */
  readonly learnerCore?: number;
  readonly cores: number;
}

const task = 'reach';
const targetP99Ms = 5;

/**
 * How even a 20 Hz control loop is while a learner runs flat out, each in its own process: `reach` in real time on the
 * simulated arm, recorded, with the newest policy acting. Prints one table, or one line of JSON.
 */
export async function benchControl({ json, quick }: { readonly json: boolean; readonly quick: boolean }): Promise<ControlFigures> {
  const preset = findTask(task).presets[0];
  if (preset === undefined) throw new Error(`the task ${task} has no preset`);
  const training = await openRealTimeTraining({ task, hyper: { ...preset.hyper, learningStarts: 100 }, bindLearner: true });
  try {
    const { learnerCore } = training;
    const figures = { ...(await training.measure(quick ? 1 : 6, 'flat-out')), ...(learnerCore === undefined ? {} : { learnerCore }), cores: cpus().length };
    process.stdout.write(json ? `${JSON.stringify({ bench: 'control', ...figures })}\n` : table(figures));
    return figures;
  } finally {
    await training.close();
  }
}

function table(figures: ControlFigures): string {
  const learner = figures.learnerCore === undefined ? 'not bound to a core' : `bound to core ${figures.learnerCore} of ${figures.cores}`;
  const rows = [...evennessRows(figures, targetP99Ms), ['learner', `${figures.learnerUpdatesPerS.toFixed(0)} updates/s, ${learner}`] as const];
  const lines = rows.map(([name, value]) => `  ${name.padEnd(24)}${value}`);
  return `Control at 20 Hz for ${figures.seconds.toFixed(0)} s beside a learner; p50 and p99 of the worst 10 s\n${lines.join('\n')}\n`;
}

/** How even the ticks were, for a table: names and values. */
export function evennessRows(figures: RealTimeFigures, p99BelowMs: number): readonly (readonly [name: string, value: string])[] {
  const milliseconds = (value: number): string => `${value.toFixed(2)} ms`;
  return [
    ['rate', `${figures.rateHz.toFixed(2)} Hz`],
    ['period error, p50', milliseconds(figures.periodErrorP50Ms)],
    ['period error, p99', `${milliseconds(figures.periodErrorP99Ms)}  (target: under ${p99BelowMs} ms)`],
    ['period error, highest', milliseconds(figures.periodErrorMaxMs)],
    ['missed ticks', String(figures.missedTicks)],
  ];
}
