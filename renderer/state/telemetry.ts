import type { Bridge, Unsubscribe } from '../../shared/contract/bridge';
import type { TelemetryBatch } from '../../shared/contract/frames';
import { applyBatches, type LabStore } from './lab-store';

/** Calls back once before the next paint, as `requestAnimationFrame`; returns how to give up on it. */
export type ScheduleFrame = (callback: () => void) => Unsubscribe;

/** A hidden window gets no animation frames; past this many batches it takes them at once, so that none pile up. */
const waitingLimit = 240;

/**
 * Feeds the store from a bridge. However many batches arrive between two animation frames, the store changes once,
 * so React commits at most once a frame.
 */
export function followTelemetry(bridge: Bridge, store: LabStore, schedule: ScheduleFrame): Unsubscribe {
  let waiting: TelemetryBatch[] = [];
  let cancel: Unsubscribe | undefined;

  const flush = () => {
    cancel?.();
    cancel = undefined;
    const batches = waiting;
    waiting = [];
    store.setState((state) => applyBatches(state, batches));
  };
  const stopTelemetry = bridge.onTelemetry((batch) => {
    waiting.push(batch);
    if (waiting.length >= waitingLimit) flush();
    else cancel ??= schedule(flush);
  });
  const stopConnection = bridge.onConnection((connection) => {
    store.setState({ connection });
  });
  return () => {
    cancel?.();
    stopTelemetry();
    stopConnection();
  };
}

/** The window's own animation frames. */
export function animationFrames(callback: () => void): Unsubscribe {
  const handle = requestAnimationFrame(callback);
  return () => { cancelAnimationFrame(handle); };
}
