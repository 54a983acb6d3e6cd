import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TelemetryBatch } from '../../shared/contract/frames';
import type { PoseFrame } from '../../shared/scene';
import { TelemetryHub } from './telemetry-hub';
import { ManualClock } from './testing/manual-clock';

function pose(timeS: number): PoseFrame {
  return { sceneId: 'scene', timeS, bodies: new Float32Array(7) };
}

function watch(hub: TelemetryHub) {
  const batches: TelemetryBatch[] = [];
  const sink = { isReady: true, wantsLens: true, ready: () => sink.isReady, send: (batch: TelemetryBatch) => void batches.push(batch) };
  return { batches, sink, subscription: hub.subscribe(sink) };
}

describe('TelemetryHub', () => {
  it('sends only the newest of a state, at most once a frame', () => {
    const clock = new ManualClock();
    const hub = new TelemetryHub(clock);
    const { batches } = watch(hub);
    hub.publishState('pose', pose(1));
    clock.advance(1);
    hub.publishState('pose', pose(2));
    hub.publishState('pose', pose(3));
    clock.advance(10);
    expect(batches.map((batch) => batch.pose?.timeS)).toEqual([1]);
    clock.advance(10);
    expect(batches.map((batch) => batch.pose?.timeS)).toEqual([1, 3]);
  });

  it('is silent, without a timer, when there is nothing new', () => {
    const clock = new ManualClock();
    const hub = new TelemetryHub(clock);
    const { batches } = watch(hub);
    hub.publishState('pose', pose(1));
    clock.advance(1000);
    expect(batches).toHaveLength(1);
    expect(clock.waiting).toBe(0);
  });

  it('keeps queues in order and joins them into one batch', () => {
    const clock = new ManualClock();
    const hub = new TelemetryHub(clock);
    const { batches } = watch(hub);
    for (const step of [1, 2, 3]) hub.publishEntry('metrics', { step, updates: 0, elapsedS: 0 });
    clock.advance(16);
    expect(batches[0]?.metrics?.map((row) => row.step)).toEqual([1, 2, 3]);
    expect(batches[0]?.dropped).toBeUndefined();
  });

  it('waits for a slow window, keeps the newest for it, and says how much it dropped', () => {
    const clock = new ManualClock();
    const hub = new TelemetryHub(clock);
    const slow = watch(hub);
    const fast = watch(hub);
    slow.sink.isReady = false;
    for (let step = 0; step < 1_250; step += 1) {
      hub.publishEntry('metrics', { step, updates: 0, elapsedS: 0 });
      hub.publishState('pose', pose(step));
      clock.advance(16);
    }
    expect(slow.batches).toHaveLength(0);
    expect(fast.batches.length).toBeGreaterThan(1_000);
    slow.sink.isReady = true;
    slow.subscription.resume();
    clock.advance(16);
    expect(slow.batches).toHaveLength(1);
    expect(slow.batches[0]?.dropped).toBe(250);
    expect(slow.batches[0]?.metrics?.[0]?.step).toBe(250);
    expect(slow.batches[0]?.pose?.timeS).toBe(1_249);
  });

  it('gives a new window the latest of every state, and nothing after it has left', () => {
    const clock = new ManualClock();
    const hub = new TelemetryHub(clock);
    hub.publishState('pose', pose(4));
    const { batches, subscription } = watch(hub);
    clock.advance(16);
    expect(batches[0]).toMatchObject({ sequence: 0, pose: { timeS: 4 } });
    subscription.close();
    hub.publishState('pose', pose(5));
    clock.advance(100);
    expect(batches).toHaveLength(1);
  });

  it('neither loses nor repeats an entry, whatever the order of events', () => {
    const step = fc.oneof(fc.constant('entry'), fc.constant('pause'), fc.constant('resume'), fc.constant('time'));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const clock = new ManualClock();
        const hub = new TelemetryHub(clock);
        const { batches, sink, subscription } = watch(hub);
        let published = 0;
        for (const kind of steps) {
          if (kind === 'entry') hub.publishEntry('metrics', { step: published++, updates: 0, elapsedS: 0 });
          else if (kind === 'time') clock.advance(7);
          else {
            sink.isReady = kind === 'resume';
            subscription.resume();
          }
        }
        sink.isReady = true;
        subscription.resume();
        clock.advance(100);
        expect(batches.flatMap((batch) => batch.metrics ?? []).map((row) => row.step)).toEqual([...Array(published).keys()]);
        expect(batches.map((batch) => batch.sequence)).toEqual([...batches.keys()]);
      }),
    );
  });
});
