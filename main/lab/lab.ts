import { version as productVersion } from '../../package.json';
import type { ArmMode } from '../../shared/arm';
import type { CallAnswer } from '../../shared/contract/bridge';
import type { CallArgument, CallName, CallResult } from '../../shared/contract/calls';
import { Failure, failureReport } from '../../shared/contract/failure';
import { contractVersion, type LabSnapshot, type Notice, type ReplayStatus } from '../../shared/contract/frames';
import type { SceneDescription } from '../../shared/scene';
import type { RunSummary } from '../../shared/training';
import type { WorkerLauncher } from '../processes/worker';
import { resumeTraining, startTraining } from '../training/session';
import type { ViewMessage } from '../training/training-session';
import { AnalysisClient } from './analysis-client';
import { createCallHandlers, dispatch } from './call-handlers';
import { systemClock, type Clock } from './clock';
import { ControlClient, type ControlView } from './control-client';
import { EpisodeLibrary } from './episode-library';
import type { LabService } from './lab-service';
import { prepareLibrary } from './library-folder';
import { lockLibrary } from './library-lock';
import { Notices } from './notices';
import { TaskShelf } from './task-shelf';
import { TelemetryHub } from './telemetry-hub';
import { TrainingDesk, type TrainingStarters } from './training-desk';

export interface LabOptions {
  /** Absolute folder of the library; made if it is not there. */
  readonly library: string;
  readonly launcher: WorkerLauncher;
  readonly host: LabSnapshot['host'];
  readonly clock?: Clock;
  readonly starters?: TrainingStarters;
  /** Episodes of the evaluation at the end of a run; left out, as many as of the others. */
  readonly finalEvaluationEpisodes?: number;
}

/** The lab: what both hosts and the commands open. */
export interface Lab extends LabService {
  /** As a window's call, for programs: throws the `Failure`. */
  call<Name extends CallName>(name: Name, ...argument: undefined extends CallArgument<Name> ? [] : [CallArgument<Name>]): Promise<CallResult<Name>>;
  /** Resolves when the training that was begun last has ended. Rejects with a `Failure` when none was begun. */
  trainingEnded(): Promise<RunSummary>;
  /** Ends the training that runs or is being prepared, with a checkpoint and without evaluating it. */
  interruptTraining(): Promise<RunSummary>;
  /** Shows the operator a sentence; a later one on the same subject replaces it. */
  notify(subject: string, level: Notice['level'], sentence: string): void;
  /** Ends everything in order: the training with a checkpoint, the arm held, the workers ended, the library free. */
  close(): Promise<void>;
}

/** Opens a library. Throws a `Failure` of code `busy` while another process has it open. */
export async function openLab(options: LabOptions): Promise<Lab> {
  const { library, launcher, clock = systemClock, starters = { startTraining, resumeTraining }, finalEvaluationEpisodes } = options;
  await prepareLibrary(library);
  const lock = await lockLibrary(library);

  let replay: ReplayStatus | undefined;
  let scene: SceneDescription | undefined;
  let closing: Promise<void> | undefined;
  let armMode: ArmMode = 'disconnected';

  const hub = new TelemetryHub(clock);
  const publish = (): void => hub.publishState('lab', snapshot());
  const notices = new Notices(clock, publish);
  const tasks = new TaskShelf(library);

  const takeView = (message: ControlView | ViewMessage): void => {
    switch (message.type) {
      case 'scene':
        scene = message.scene;
        return hub.publishState('scene', message.scene);
      case 'pose':
        return hub.publishState('pose', message.pose);
      case 'state':
        // Drawing the lens costs a core a good part of its time: only for somebody who looks.
        if (hub.lensWanted) analysis.draw(message);
        return;
      case 'replay':
        replay = message.status;
        return publish();
    }
  };

  const control = new ControlClient({
    launcher,
    clock,
    listener: {
      status: (status) => {
        const turned = status.mode !== armMode;
        armMode = status.mode;
        if (turned && armMode === 'stopped') void training.pauseForStop(status.stop?.sentence ?? 'The arm was stopped.');
        if (turned && armMode === 'released') void training.pauseForStop('The torque of the arm is off.');
        publish();
      },
      view: takeView,
      setup: (state) => hub.publishState('setup', state),
      lost: (sentence) => {
        replay = undefined;
        notices.raise('control', 'error', `${sentence} The servos hold their last goal; look at the arm, then connect it again.`);
      },
    },
  });
  const analysis = new AnalysisClient({
    launcher,
    clock,
    listener: {
      lens: (frame) => {
        notices.settle('lens');
        hub.publishState('lens', frame);
      },
      lensFailed: (sentence) => notices.raise('lens', 'warning', sentence),
      lost: (sentence) => notices.raise('lens', 'warning', `${sentence} The lens comes back by itself.`),
    },
  });
  const training = new TrainingDesk({
    library,
    launcher,
    clock,
    control,
    analysis,
    hub,
    notices,
    starters,
    tasks,
    onStatus: publish,
    onView: takeView,
    ...(finalEvaluationEpisodes === undefined ? {} : { finalEvaluationEpisodes }),
  });
  const episodes = new EpisodeLibrary(library);

  function snapshot(): LabSnapshot {
    return {
      contractVersion,
      productVersion,
      host: options.host,
      library,
      arm: control.status,
      ...(training.status === undefined ? {} : { training: training.status }),
      ...(replay === undefined ? {} : { replay }),
      notices: notices.list(),
    };
  }

  const handlers = createCallHandlers({ library, tasks, clock, control, analysis, episodes, training, notices, snapshot, scene: () => scene });

  async function call(name: unknown, argument?: unknown): Promise<unknown> {
    if (closing !== undefined) throw new Failure('unavailable', 'Tempera is closing; start it again.');
    return dispatch(handlers, name, argument);
  }

  async function closeInOrder(): Promise<void> {
    try {
      await training.close();
    } finally {
      try {
        await control.close();
      } finally {
        analysis.close();
        hub.close();
        await lock.release();
      }
    }
  }

  publish();
  return {
    // The contract's table gives the result its type; the handlers are checked against it.
    call: async (name, ...argument) => (await call(name, argument[0])) as never,
    answer: async (name, argument): Promise<CallAnswer> => {
      try {
        return { ok: true, result: await call(name, argument) };
      } catch (error) {
        return { ok: false, failure: failureReport(error) };
      }
    },
    subscribe: (sink) => hub.subscribe(sink),
    trainingEnded: () => training.ended(),
    interruptTraining: () => training.interrupt(),
    notify: (subject, level, sentence) => notices.raise(subject, level, sentence),
    close: () => (closing ??= closeInOrder()),
  };
}
