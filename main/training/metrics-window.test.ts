import { describe, expect, it } from 'vitest';
import type { EpisodeSummary } from '../../shared/episodes';
import { createMetricsWindow } from './metrics-window';
import { createTrainingClock, longestSilenceMs } from './training-clock';

const episode = (change: Partial<EpisodeSummary>): EpisodeSummary => ({
  id: 'a/1',
  runId: 'a',
  number: 1,
  task: 'reach',
  startedMs: 0,
  startStep: 0,
  length: 10,
  durationS: 1,
  episodeReturn: 1,
  entropySum: 0,
  alpha: 0.1,
  success: false,
  end: 'truncated',
  ...change,
});

describe('a row of metrics', () => {
  it('says the means over the episodes since the last row, but for those that were cut short', () => {
    const window = createMetricsWindow(0, 0);
    window.episode(episode({ episodeReturn: 2, success: true, length: 4, end: 'terminated' }));
    window.episode(episode({ episodeReturn: 4, length: 6 }));
    window.episode(episode({ episodeReturn: 1000, end: 'stopped' }));
    expect(window.row({ step: 20, updates: 0, elapsedS: 2, policyVersion: 0 })).toEqual({ step: 20, updates: 0, elapsedS: 2, episodeReturn: 3, episodeSuccess: 0.5, episodeLength: 5, stepsPerS: 10 });
    expect(window.row({ step: 30, updates: 0, elapsedS: 4, policyVersion: 0 })).toEqual({ step: 30, updates: 0, elapsedS: 4, stepsPerS: 5 });
  });

  it('says how far the acting policy is behind, and the target entropy only when there is one', () => {
    const window = createMetricsWindow(0, 0);
    const metrics = { criticLoss: 1, actorLoss: 2, entropy: 3, alpha: 0.4, qMean: 5 };
    window.learnt({ updates: 90, updatesPerS: 50, metrics, temperature: { mode: 'auto', targetEntropy: -2 } });
    expect(window.row({ step: 100, updates: 90, elapsedS: 0, policyVersion: 80 })).toEqual({ step: 100, updates: 90, elapsedS: 0, ...metrics, targetEntropy: -2, updatesPerS: 50, policyLag: 10 });
    window.learnt({ updates: 91, updatesPerS: 50, metrics, temperature: { mode: 'fixed', alpha: 0.4 } });
    expect(window.row({ step: 101, updates: 91, elapsedS: 0, policyVersion: 91 })).not.toHaveProperty('targetEntropy');
  });
});

describe('the clock of a training', () => {
  it('leaves pauses out, and goes on from earlier resumptions', () => {
    let nowMs = 0;
    const clock = createTrainingClock(() => nowMs, 100);
    clock.run();
    nowMs = 2000;
    clock.rest();
    nowMs = 50_000;
    clock.run();
    nowMs = 51_000;
    expect(clock.elapsedS).toBe(103);
  });

  it('leaves out what a frozen program did not do, and a clock that is set back', () => {
    let nowMs = 0;
    const clock = createTrainingClock(() => nowMs, 0);
    clock.run();
    for (const atMs of [4000, 8000, 8000 + longestSilenceMs, 3_600_000, 3_602_000, 3_000_000, 3_001_000]) {
      nowMs = atMs;
      clock.heard();
    }
    expect(clock.elapsedS).toBe(8 + longestSilenceMs / 1000 + 2 + 1);
    nowMs += 60_000;
    clock.rest();
    expect(clock.elapsedS).toBe(8 + longestSilenceMs / 1000 + 2 + 1);
  });

  it('measures the pace of the last seconds, and anew when told to', () => {
    let nowMs = 0;
    const clock = createTrainingClock(() => nowMs, 0);
    clock.run();
    expect(clock.stepsPerS).toBe(0);
    for (let second = 0; second <= 30; second += 1) {
      nowMs = 1000 * second;
      clock.at(second <= 15 ? 100 * second : 1500 + 20 * (second - 15));
    }
    expect(clock.stepsPerS).toBe(20);
    clock.newPace();
    expect(clock.stepsPerS).toBe(0);
  });
});
