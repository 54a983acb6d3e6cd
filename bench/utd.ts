import { Failure } from '../shared/contract/failure';
import { findTask } from '../main/worlds/task-registry';
import { evennessRows } from './control';
import { openRealTimeTraining, type RealTimeFigures } from './real-time-training';

export interface UtdFigures {
  readonly updateToData: number;
  /** As the training asks for them. */
  readonly training: RealTimeFigures;
  /** What the same learner makes beside the same control loop when nothing holds it back: the room that is left. */
  readonly flatOut: RealTimeFigures;
}

const task = 'reach';
const presetName = 'sample-efficient';
const controlHz = 20;
const targetP99Ms = 5;

/**
 * Whether the learner keeps up with a training of `reach` that makes twenty updates for each of its 20 control steps a
 * second: the preset `sample-efficient`, in real time, control and learner in processes of their own. Prints one table,
 * or one line of JSON.
 */
export async function benchUtd({ json, quick }: { readonly json: boolean; readonly quick: boolean }): Promise<UtdFigures> {
  const preset = findTask(task).presets.find(({ name }) => name === presetName);
  if (preset === undefined) throw new Failure('not-found', `The task ${task} has no preset ${presetName}.`);
  const hyper = { ...preset.hyper, learningStarts: 100 };
  const opened = await openRealTimeTraining({ task, hyper, bindLearner: false });
  try {
    const training = await opened.measure(quick ? 1 : 6, 'earned');
    const figures = { updateToData: hyper.updateToData, training, flatOut: await opened.measure(1, 'flat-out') };
    process.stdout.write(json ? `${JSON.stringify({ bench: 'utd', ...figures })}\n` : table(figures));
    return figures;
  } finally {
    await opened.close();
  }
}

function table({ updateToData, training, flatOut }: UtdFigures): string {
  const rows = [
    ...evennessRows(training, targetP99Ms),
    ['updates', `${training.learnerUpdatesPerS.toFixed(1)}/s  (target: ${updateToData * controlHz}/s), ${training.updatesBehind} behind at the end`],
    ['without a budget', `${flatOut.learnerUpdatesPerS.toFixed(0)} updates/s, ${flatOut.missedTicks} missed ticks`],
  ];
  const lines = rows.map(([name = '', value = '']) => `  ${name.padEnd(24)}${value}`);
  return `Training ${task} at ${controlHz} Hz with ${updateToData} updates a step for ${training.seconds.toFixed(0)} s; p50 and p99 of the worst 10 s\n${lines.join('\n')}\n`;
}
