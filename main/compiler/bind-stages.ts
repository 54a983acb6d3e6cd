import * as ort from 'onnxruntime-node';
import type { CompiledStage } from './compile-step';
import { named } from './executor';
import { hostCall, meanCall } from './host/host-call';
import type { HostKernels } from './host/host-kernels';
import type { LaneLink } from './lanes/lane-link';
import { elementCount, type Arrays } from './program';
import type { Place } from './value-places';

// A provider that cannot start is told of by the error that it throws: onnxruntime need not print it as well.
ort.env.logLevel = 'fatal';

export type OnnxProvider = 'cpu' | 'webgpu' | 'cuda' | 'dml' | 'coreml';

export interface BindingOptions {
  readonly provider: OnnxProvider;
  /** Threads within one node. */
  readonly threads: number;
}

/** Where stages find what they touch. */
export interface Surroundings {
  readonly arrays: Arrays;
  readonly host: HostKernels;
  /** Absent where there is one lane. */
  readonly link?: LaneLink;
}

export interface BoundStages {
  /** To call and await one after another. */
  readonly actions: readonly (() => unknown)[];
  release(): Promise<void>;
}

/** Stages with all that they touch bound to memory once, so that nothing is allocated or copied when they run. */
export async function bindStages(stages: readonly CompiledStage[], { arrays, host, link }: Surroundings, options: BindingOptions): Promise<BoundStages> {
  const sessions: ort.InferenceSession[] = [];
  async function release(): Promise<void> {
    for (const session of sessions) await session.release();
  }
  async function actionOf(stage: CompiledStage): Promise<() => unknown> {
    switch (stage.type) {
      case 'operation':
        return hostCall(stage.operation, (place) => arrayAt(arrays, place), host);
      case 'mean': {
        const calls = stage.places.map((place, index) => meanCall(place, stage.others[index] ?? place, (one) => arrayAt(arrays, one), host));
        return () => {
          for (const call of calls) call();
        };
      }
      case 'send':
      case 'receive': {
        if (link === undefined) throw new Error(`A step of one lane cannot ${stage.type}`);
        const parts = stage.places.map((place) => arrayAt(arrays, place));
        return stage.type === 'send' ? () => link.send(stage.channel, parts) : () => link.receive(stage.channel, parts);
      }
      case 'graph': {
        const session = await ort.InferenceSession.create(stage.bytes, sessionOptions(options));
        sessions.push(session);
        const [given, wanted] = [tensorsAt(arrays, stage.feeds), tensorsAt(arrays, stage.fetches)];
        return () => session.run(given, wanted);
      }
    }
  }
  try {
    const actions: (() => unknown)[] = [];
    for (const stage of stages) actions.push(await actionOf(stage));
    return { actions, release };
  } catch (thrown) {
    await release();
    throw thrown;
  }
}

export function arrayAt(arrays: Arrays, { array, offset, shape }: Place): Float32Array {
  return named(arrays, array).subarray(offset, offset + elementCount(shape));
}

function tensorsAt(arrays: Arrays, places: Readonly<Record<string, Place>>): Record<string, ort.Tensor> {
  return Object.fromEntries(Object.entries(places).map(([name, place]) => [name, new ort.Tensor('float32', arrayAt(arrays, place), place.shape)]));
}

function sessionOptions({ provider, threads }: BindingOptions): ort.InferenceSession.SessionOptions {
  return {
    executionProviders: [provider],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    logSeverityLevel: 4,
    extra: {
      session: {
        // Numbers that decay towards zero become subnormal, which are many times slower.
        set_denormal_as_zero: '1',
        // Sessions run in turn: the threads of one must not keep the cores from the next.
        force_spinning_stop: '1',
      },
    },
  };
}
