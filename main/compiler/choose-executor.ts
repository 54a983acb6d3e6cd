import { Failure } from '../../shared/contract/failure';
import { executorNames, type ExecutorName } from '../../shared/training';
import type { Executor, ExecutorSettings } from './executor';
import { openExecutor, type PinnedExecutorName } from './open-executor';
import type { Program } from './program';

/** Tried by `auto`. The eager ones on one core are tens of times slower than onnx-cpu: the last resort. */
const contenders: readonly PinnedExecutorName[] = ['onnx-cpu', 'onnx-cuda', 'onnx-dml', 'onnx-coreml', 'onnx-webgpu', 'tensorflow'];
const lastResorts: readonly PinnedExecutorName[] = ['tensorflow-wasm', 'tensorflow-cpu'];

const warmUpSteps = 3;
const measuredSteps = 7;

/** One that is this many times slower than the best after its warm-up, such as a GPU drawn in software, is not measured further. */
const hopeless = 4;
/** Nor is one that takes longer than this to load and warm up: the operator waits. Milliseconds. */
const patienceMs = 10_000;

/** Another executor must beat the first by this much: a choice should not hang on noise. */
const advantage = 0.9;

/** Opens the named executor, or with "auto" the one that runs this very program fastest here. */
export async function chooseExecutor(program: Program, wanted: string, settings: ExecutorSettings, now: () => number): Promise<Executor> {
  const name = executorNames.find((known): known is ExecutorName => known === wanted);
  if (name === undefined) throw new Failure('bad-argument', `There is no executor "${wanted}"; choose one of ${executorNames.join(', ')}.`);
  if (name !== 'auto') return openExecutor(program, name, settings);

  const refusals: string[] = [];
  let best: { readonly executor: Executor; readonly stepMs: number } | undefined;
  for (const contender of [...contenders, ...lastResorts]) {
    if (best && lastResorts.includes(contender)) break;
    const startedMs = now();
    const opened = await tryToOpen(program, contender, settings, refusals);
    if (!opened) continue;
    const stepMs = await measure(opened, now, best && { stepMs: best.stepMs, untilMs: startedMs + patienceMs });
    const faster = best === undefined || stepMs < best.stepMs * advantage;
    await (faster ? best?.executor : opened)?.close();
    if (faster) best = { executor: opened, stepMs };
  }
  if (!best) throw new Failure('unavailable', `No executor can run here. ${refusals.join(' ')}`);
  // What was measured ran on zeros: the state must begin at zero again.
  best.executor.setState(Object.fromEntries(Object.entries(best.executor.getState()).map(([part, array]) => [part, array.fill(0)])));
  return best.executor;
}

async function tryToOpen(program: Program, name: PinnedExecutorName, settings: ExecutorSettings, refusals: string[]): Promise<Executor | undefined> {
  try {
    return await openExecutor(program, name, settings);
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    refusals.push(thrown.message);
    return undefined;
  }
}

/** What a later contender is up against. */
interface Bar {
  readonly stepMs: number;
  readonly untilMs: number;
}

/** Median milliseconds of a step; infinity for one that cannot be the best or keeps the operator waiting. */
async function measure(executor: Executor, now: () => number, bar: Bar | undefined): Promise<number> {
  const times: number[] = [];
  for (let step = 0; step < warmUpSteps + measuredSteps; step += 1) {
    const startedMs = now();
    await executor.step();
    const endedMs = now();
    if (step >= warmUpSteps) times.push(endedMs - startedMs);
    const late = bar !== undefined && step < warmUpSteps && endedMs > bar.untilMs;
    const slow = bar !== undefined && step === warmUpSteps - 1 && endedMs - startedMs > hopeless * bar.stepMs;
    if (late || slow) return Infinity;
  }
  return times.sort((left, right) => left - right)[Math.floor(times.length / 2)] ?? Infinity;
}
