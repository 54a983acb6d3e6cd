import type { EpisodeStep, EpisodeSummary, EpisodeTracks } from '../../../shared/episodes';
import type { ActingPolicy } from '../../learning/learner';
import type { EpisodeHeader, EpisodeRecorder } from '../../recording/recorder';
import { noSetup } from '../../setup/testing/no-setup';
import type { ControlRequest, FromControl, ToControl } from '../control-messages';
import { ControlService, type ControlServiceOptions } from '../control-service';
import { FakeTime } from './fake-time';
import { connectWatchedArm, type WatchedArm } from './watched-arm';

type Posted<Type extends FromControl['type']> = Extract<FromControl, { readonly type: Type }>;

/** A control service in this process, with a simulated arm, time that a test turns, and recordings in memory. */
export class ServiceBench {
  readonly time = new FakeTime();
  readonly posted: FromControl[] = [];
  readonly service: ControlService;
  arm: WatchedArm | undefined;
  /** What `replay` reads. */
  tracks: EpisodeTracks | undefined;
  private receive: ((message: ToControl) => void) | undefined;
  private nextId = 1;

  constructor(connect?: ControlServiceOptions['connect']) {
    this.service = new ControlService({
      port: { post: (message) => void this.posted.push(message), onMessage: (listener) => (this.receive = listener) },
      connect: connect ?? (async () => (this.arm = await connectWatchedArm(this.time))),
      createOpenRecorder: () => async (header) => recorderInMemory(header),
      createPolicy: async () => stillPolicy,
      readEpisode: async () => {
        if (this.tracks === undefined) throw new Error('the test gave no episode');
        return this.tracks;
      },
      setup: noSetup,
      time: this.time,
    });
  }

  all<Type extends FromControl['type']>(type: Type): Posted<Type>[] {
    return this.posted.filter((message): message is Posted<Type> => message.type === type);
  }

  send(message: ToControl): void {
    this.receive?.(message);
  }

  /** Sends a request and lets time pass until it is answered. */
  async ask(request: ControlRequest): Promise<Posted<'answer'>> {
    const id = this.nextId;
    this.nextId += 1;
    this.send({ type: 'request', id, request });
    return this.until(() => this.all('answer').find((answer) => answer.id === id), `an answer to ${request.type}`);
  }

  /** Lets time pass until something is there. */
  async until<Found>(find: () => Found | undefined, what: string): Promise<Found> {
    // MuJoCo is compiled by threads of its own meanwhile, which a busy machine keeps waiting.
    for (let wait = 0; wait < 100_000; wait += 1) {
      const found = find();
      if (found !== undefined && found !== false) return found;
      await this.time.pass(5);
    }
    throw new Error(`${what} did not come`);
  }
}

/** Acts by not moving. */
const stillPolicy: ActingPolicy = {
  version: 9,
  load: () => undefined,
  act: async () => ({ action: new Float32Array(5), preTanhMean: new Float32Array(5), logStd: new Float32Array(5), logProb: 0 }),
  close: async () => undefined,
};

function recorderInMemory(header: EpisodeHeader): EpisodeRecorder {
  const steps: EpisodeStep[] = [];
  return {
    add: (step) => void steps.push(step),
    event: () => undefined,
    finish: async (end, success): Promise<EpisodeSummary> => ({
      id: `${header.runId}/${header.number}`,
      runId: header.runId,
      number: header.number,
      task: header.task,
      startedMs: header.startedMs,
      startStep: header.startStep,
      length: steps.length,
      durationS: steps.length * header.controlPeriodS,
      episodeReturn: 0,
      entropySum: 0,
      alpha: 0,
      success,
      end,
    }),
  };
}
