import type { ArmDescription, ArmStatus } from '../../../shared/arm';
import type { FailureReport } from '../../../shared/contract/failure';
import type { ControlRequest, FromControl, ToControl } from '../../control/control-messages';
import type { WorkerExit, WorkerHandle, WorkerLauncher, WorkerName } from '../../processes/worker';

/** A worker that is played by the test. */
export class FakeWorker {
  readonly received: unknown[] = [];
  killed = false;
  private messageListeners: ((message: never) => void)[] = [];
  private exitListeners: ((exit: WorkerExit) => void)[] = [];
  onReceive: (message: unknown) => void = () => undefined;

  constructor(readonly name: WorkerName) {}

  say(message: unknown): void {
    for (const listener of this.messageListeners) listener(message as never);
  }

  end(exit: WorkerExit): void {
    for (const listener of this.exitListeners) listener(exit);
  }

  handle<ToWorker, FromWorker>(): WorkerHandle<ToWorker, FromWorker> {
    return {
      processId: 1,
      post: (message) => {
        this.received.push(message);
        this.onReceive(message);
      },
      onMessage: (listener) => {
        this.messageListeners.push(listener);
        return () => undefined;
      },
      onExit: (listener) => {
        this.exitListeners.push(listener);
        return () => undefined;
      },
      kill: () => { this.killed = true; },
    };
  }
}

export class FakeLauncher implements WorkerLauncher {
  readonly workers: FakeWorker[] = [];

  constructor(private readonly onLaunch: (worker: FakeWorker) => void = () => undefined) {}

  launch<ToWorker, FromWorker>(name: WorkerName): WorkerHandle<ToWorker, FromWorker> {
    const worker = new FakeWorker(name);
    this.workers.push(worker);
    this.onLaunch(worker);
    return worker.handle();
  }

  newest(name: WorkerName): FakeWorker {
    const worker = this.workers.filter((candidate) => candidate.name === name).at(-1);
    if (worker === undefined) throw new Error(`no ${name} worker was launched`);
    return worker;
  }
}

/** Makes a worker answer as a control worker with a simulated arm; `silent` requests get no answer. */
export function playControl(worker: FakeWorker, options: { readonly silent?: readonly ControlRequest['type'][]; readonly refuse?: Partial<Record<ControlRequest['type'], FailureReport>>; readonly arm?: ArmDescription } = {}): void {
  let status: ArmStatus = { mode: 'disconnected', owner: 'nobody', interventions: {} };
  const modes: Partial<Record<ControlRequest['type'], ArmStatus['mode']>> = { connect: 'holding', disconnect: 'disconnected', stop: 'stopped', engage: 'holding', release: 'released', jog: 'moving' };
  worker.onReceive = (received) => {
    const message = received as ToControl;
    if (message.type !== 'request' || options.silent?.includes(message.request.type) === true) return;
    const failure = options.refuse?.[message.request.type];
    if (failure === undefined) {
      status = { ...status, mode: modes[message.request.type] ?? status.mode, ...(message.request.type === 'connect' ? { address: message.request.address, ...(options.arm === undefined ? {} : { description: options.arm }) } : {}) };
    }
    const answer: FromControl = { type: 'answer', id: message.id, status, ...(failure === undefined ? {} : { failure }) };
    queueMicrotask(() => worker.say(answer));
  };
}

/** What a control worker was asked to connect. */
export function connectsTo(worker: FakeWorker): readonly Extract<ControlRequest, { readonly type: 'connect' }>[] {
  return (worker.received as readonly ToControl[]).flatMap((message) => (message.type === 'request' && message.request.type === 'connect' ? [message.request] : []));
}

/** The types of the requests that a control worker was sent. */
export function requestsTo(worker: FakeWorker): readonly ControlRequest['type'][] {
  return (worker.received as readonly ToControl[]).flatMap((message) => (message.type === 'request' ? [message.request.type] : []));
}
