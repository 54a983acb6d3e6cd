import path from 'node:path';
import { calls, isCallName, type CallName, type CallResult, type ParsedArgument } from '../../shared/contract/calls';
import { Failure } from '../../shared/contract/failure';
import type { LabSnapshot } from '../../shared/contract/frames';
import type { SceneDescription } from '../../shared/scene';
import { listPorts } from '../../firmware-bridge/transport/list-ports';
import { knownArms, nameArms } from '../setup/known-arms';
import { listRuns, readHistory, readRun, runFolder } from '../training/run-folder';
import type { AnalysisClient } from './analysis-client';
import type { Clock } from './clock';
import type { ControlClient } from './control-client';
import type { EpisodeLibrary } from './episode-library';
import type { Notices } from './notices';
import { parseArgument } from './parse-argument';
import type { TaskShelf } from './task-shelf';
import type { TrainingDesk } from './training-desk';

/** One function for each call of the contract; its argument is parsed by then. */
export type CallHandlers = { readonly [Name in CallName]: (argument: ParsedArgument<Name>) => Promise<CallResult<Name>> };

export interface LabParts {
  readonly library: string;
  readonly tasks: TaskShelf;
  readonly clock: Clock;
  readonly control: ControlClient;
  readonly analysis: AnalysisClient;
  readonly episodes: EpisodeLibrary;
  readonly training: TrainingDesk;
  readonly notices: Notices;
  readonly snapshot: () => LabSnapshot;
  readonly scene: () => SceneDescription | undefined;
}

export function createCallHandlers(parts: LabParts): CallHandlers {
  const { library, clock, control, analysis, episodes, training, notices } = parts;
  const calibrationFolder = path.join(library, 'arms');

  const refuseWhileTraining = (deed: string): void => {
    if (training.usesControl) throw new Failure('busy', `The run ${training.status?.id ?? ''} is training on this arm; finish it before you ${deed}.`);
  };

  /** A run that waits because the link was lost is given the same arm again, and goes on when it is told to. */
  const lostItsArm = (): boolean => {
    const { mode, stop } = control.status;
    return training.status?.state === 'paused' && (mode === 'disconnected' || stop?.code === 'link-lost');
  };

  return {
    'lab.snapshot': async () => parts.snapshot(),
    'tasks.list': async () => {
      const { tasks, damaged } = await parts.tasks.list();
      const [first] = damaged;
      if (first === undefined) notices.settle('damaged-worlds');
      else notices.raise('damaged-worlds', 'warning', `The world of a run cannot be read: ${first.message}`);
      return tasks;
    },
    'tasks.open': ({ path: file }) => parts.tasks.open(file),

    'arm.connect': async ({ address }) => {
      if (!lostItsArm()) refuseWhileTraining('connect another');
      const expected = training.usesControl ? training.arm?.description : undefined;
      const status = await control.request({ type: 'connect', address, calibrationFolder, ...(expected === undefined ? {} : { expected }) });
      notices.settle('control');
      return status;
    },
    'arm.disconnect': async () => {
      refuseWhileTraining('disconnect it');
      return control.requestIfRunning({ type: 'disconnect' });
    },
    'arm.stop': async () => {
      const sentence = 'The operator pressed STOP.';
      // The arm first. A run without an arm of its own, as in lock-step, hears of the stop here alone.
      const [status] = await Promise.all([control.requestIfRunning({ type: 'stop', sentence }), training.pauseForStop(sentence)]);
      return status;
    },
    'arm.engage': () => control.requestIfRunning({ type: 'engage' }),
    'arm.release': () => control.requestIfRunning({ type: 'release' }),
    'arm.jog': ({ positionRad }) => control.request({ type: 'jog', positionRad }),
    'arm.scene': async () => {
      const scene = parts.scene();
      if (scene === undefined) throw new Failure('no-arm', 'There is nothing to draw yet; connect an arm or start a training.');
      return scene;
    },

    'ports.list': async () => nameArms(await listPorts(), calibrationFolder),
    'arms.list': () => knownArms(calibrationFolder),
    'setup.begin': async (request) => {
      refuseWhileTraining('set an arm up');
      return control.commandSetup({ type: 'begin', request, calibrationFolder });
    },
    'setup.act': ({ action, joint }) => control.commandSetup({ type: 'act', action, ...(joint === undefined ? {} : { joint }) }),
    'setup.abandon': () => control.commandSetup({ type: 'abandon' }),
    'setup.state': async () => control.setup,
    'setup.turnByHand': ({ joint, positionRad }) => control.commandSetup({ type: 'turn-by-hand', joint, positionRad }),

    'training.start': ({ settings }) => training.start(settings),
    'training.resumeRun': ({ runId, steps }) => training.resumeRun(runId, steps),
    'training.pause': () => training.pause(),
    'training.continue': () => training.continue(),
    'training.finish': () => training.finish({ evaluate: true }),
    'training.label': ({ outcome }) => training.label(outcome),
    'training.setTemperature': (setting) => training.setTemperature(setting),

    'runs.list': async () => {
      const { runs, damaged } = await listRuns(library, clock.now());
      const [first] = damaged;
      if (first === undefined) notices.settle('damaged-runs');
      else notices.raise('damaged-runs', 'warning', `${damaged.length === 1 ? 'A run' : `${damaged.length} runs`} of the library cannot be read: ${first.failure.message}`);
      return runs;
    },
    'runs.history': async ({ runId }) => {
      const folder = runFolder(library, runId);
      await readRun(folder);
      return readHistory(folder);
    },

    // What lies in the library's own folder was exported from here: the newest replaces it.
    'runs.export': ({ runId, format }) =>
      analysis.exportRun({ runFolder: runFolder(library, runId), format, out: path.join(library, 'exports', runId), force: true }),

    'episodes.list': ({ runId }) => episodes.list(runId),
    'episodes.open': ({ episodeId }) => episodes.open(episodeId),
    'episodes.lens': async ({ episodeId, stepIndex }) => analysis.inspect(await episodes.instant(episodeId, stepIndex)),
    'replay.start': async ({ episodeId, speed }) => {
      refuseWhileTraining('replay an episode');
      return control.request({ type: 'replay', episodeFile: await episodes.file(episodeId), episodeId, speed });
    },
    'replay.stop': () => control.requestIfRunning({ type: 'end-replay' }),

    'notices.dismiss': async ({ id }) => {
      notices.dismiss(id);
      return null;
    },

    'lens.slice': async ({ dimensionX, dimensionY }) => {
      analysis.setSlice(dimensionX, dimensionY);
      return null;
    },
  };
}

/**
 * Parses a call from outside and serves it.
 * Throws a `Failure` of code `bad-argument` for a call that the contract has not, or an argument that it does not take.
 */
export async function dispatch(handlers: CallHandlers, name: unknown, argument: unknown): Promise<unknown> {
  if (!isCallName(name)) throw new Failure('bad-argument', `The lab has no call ${JSON.stringify(name) ?? String(name)}; reload the window.`);
  return dispatchKnown(handlers, name, argument);
}

async function dispatchKnown<Name extends CallName>(handlers: CallHandlers, name: Name, argument: unknown): Promise<CallResult<Name>> {
  // MessagePack has no undefined: "no argument" may come as null.
  const parsed = parseArgument(name, calls[name].argument, argument ?? undefined) as ParsedArgument<Name>;
  const handler: (argument: ParsedArgument<Name>) => Promise<CallResult<Name>> = handlers[name];
  return handler(parsed);
}
