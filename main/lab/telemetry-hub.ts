import type { SetupState } from '../../shared/arm-setup';
import { contractVersion, type LabSnapshot, type TelemetryBatch } from '../../shared/contract/frames';
import type { EpisodeSummary } from '../../shared/episodes';
import type { LensFrame } from '../../shared/lens';
import type { PoseFrame, SceneDescription } from '../../shared/scene';
import type { MetricsRow, RunEvent } from '../../shared/training';
import type { Clock } from './clock';

/** At most one batch a frame of a 60 Hz screen. */
const batchIntervalMs = 16;
/** Entries of each queue that wait for one slow window; older ones are dropped and counted. */
const queueCapacity = 1_000;

interface TelemetryStates {
  readonly lab: LabSnapshot;
  readonly scene: SceneDescription;
  readonly pose: PoseFrame;
  readonly lens: LensFrame;
  readonly setup: SetupState;
}

interface TelemetryQueues {
  readonly metrics: MetricsRow;
  readonly episodes: EpisodeSummary;
  readonly events: RunEvent;
}

/** Who receives telemetry. The hub never waits for it: while it is not ready, only the newest is kept. */
export interface TelemetrySink {
  /** Whether somebody looks at the lens there; commands do not. */
  readonly wantsLens: boolean;
  ready(): boolean;
  send(batch: TelemetryBatch): void;
}

export interface TelemetrySubscription {
  /** Say that the sink may be ready again. */
  resume(): void;
  close(): void;
}

/**
 * Hands telemetry to any number of windows: states replace their elders, queues keep their order and count what
 * they had to drop. A new subscriber gets the latest of every state first.
 */
export class TelemetryHub {
  private latest: Partial<TelemetryStates> = {};
  private readonly subscribers = new Set<Subscriber>();
  private lastFlushMs = Number.NEGATIVE_INFINITY;
  private cancelFlush: (() => void) | undefined;

  constructor(private readonly clock: Clock) {}

  /** The lens costs something to draw: it may be left out when this is false. */
  get lensWanted(): boolean {
    return [...this.subscribers].some((subscriber) => subscriber.wantsLens);
  }

  publishState<Name extends keyof TelemetryStates>(name: Name, state: TelemetryStates[Name]): void {
    this.latest = { ...this.latest, [name]: state };
    for (const subscriber of this.subscribers) subscriber.putState(name, state);
    this.schedule();
  }

  publishEntry<Name extends keyof TelemetryQueues>(name: Name, entry: TelemetryQueues[Name]): void {
    for (const subscriber of this.subscribers) subscriber.putEntry(name, entry);
    this.schedule();
  }

  subscribe(sink: TelemetrySink): TelemetrySubscription {
    const subscriber = new Subscriber(sink, this.latest);
    this.subscribers.add(subscriber);
    this.schedule();
    return {
      resume: () => this.schedule(),
      close: () => {
        this.subscribers.delete(subscriber);
      },
    };
  }

  /** Sends what is pending to those who are ready, and ends. */
  close(): void {
    this.cancelFlush?.();
    this.cancelFlush = undefined;
    for (const subscriber of this.subscribers) subscriber.flush();
    this.subscribers.clear();
  }

  private schedule(): void {
    if (this.cancelFlush !== undefined || ![...this.subscribers].some((subscriber) => subscriber.waiting)) return;
    const delayMs = Math.max(0, this.lastFlushMs + batchIntervalMs - this.clock.now());
    this.cancelFlush = this.clock.after(delayMs, () => {
      this.cancelFlush = undefined;
      this.lastFlushMs = this.clock.now();
      for (const subscriber of this.subscribers) subscriber.flush();
    });
  }
}

class Subscriber {
  private states: Partial<TelemetryStates>;
  private queues: { [Name in keyof TelemetryQueues]?: TelemetryQueues[Name][] } = {};
  private dropped = 0;
  private sequence = 0;

  constructor(
    private readonly sink: TelemetrySink,
    latest: Partial<TelemetryStates>,
  ) {
    this.states = latest;
  }

  get wantsLens(): boolean {
    return this.sink.wantsLens;
  }

  /** Something is pending and the sink takes it. */
  get waiting(): boolean {
    return (Object.values(this.states).some((state) => state !== undefined) || Object.keys(this.queues).length > 0) && this.sink.ready();
  }

  putState<Name extends keyof TelemetryStates>(name: Name, state: TelemetryStates[Name]): void {
    this.states = { ...this.states, [name]: state };
  }

  putEntry<Name extends keyof TelemetryQueues>(name: Name, entry: TelemetryQueues[Name]): void {
    const queue: TelemetryQueues[Name][] = this.queues[name] ?? [];
    queue.push(entry);
    if (queue.length > queueCapacity) {
      queue.shift();
      this.dropped += 1;
    }
    Object.assign(this.queues, { [name]: queue });
  }

  flush(): void {
    if (!this.waiting) return;
    const batch: TelemetryBatch = {
      version: contractVersion,
      sequence: this.sequence,
      ...this.states,
      ...this.queues,
      ...(this.dropped > 0 ? { dropped: this.dropped } : {}),
    };
    this.sequence += 1;
    this.states = {};
    this.queues = {};
    this.dropped = 0;
    this.sink.send(batch);
  }
}
