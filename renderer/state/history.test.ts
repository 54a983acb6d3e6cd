import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EpisodeSummary } from '../../shared/episodes';
import type { MetricsRow } from '../../shared/training';
import { appendBounded, appendHistory, emptyHistory, mergeHistory } from './history';

const row = (step: number): MetricsRow => ({ step, updates: step, elapsedS: step / 100 });
const evaluation = { step: 0, episodes: 10, meanReturn: 1, returnDeviation: 0, successRate: 1, meanLength: 10 };

function episode(runId: string, number: number): EpisodeSummary {
  const id = `${runId}/${String(number).padStart(6, '0')}`;
  return { id, runId, number, task: 'reach', startedMs: 0, startStep: 0, length: 1, durationS: 1, episodeReturn: 0, entropySum: 0, alpha: 1, success: false, end: 'truncated' };
}

describe('appendBounded', () => {
  it('never holds more than its limit and always ends with the newest', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.integer(), { maxLength: 40 }), { maxLength: 20 }), fc.integer({ min: 1, max: 30 }), fc.boolean(), (chunks, limit, keepAll) => {
        let list: readonly number[] = [];
        for (const chunk of chunks) {
          list = appendBounded(list, chunk, limit, () => keepAll);
          expect(list.length).toBeLessThanOrEqual(limit);
        }
        const newest = chunks.flat().at(-1);
        if (newest !== undefined) expect(list.at(-1)).toBe(newest);
      }),
    );
  });

  it('thins the older half and keeps the order', () => {
    const thinned = appendBounded([0, 1, 2, 3, 4, 5, 6, 7], [8, 9], 8);
    expect(thinned).toEqual([1, 3, 5, 6, 7, 8, 9]);
  });

  it('keeps the rows that it is told to keep', () => {
    const thinned = appendBounded([0, 1, 2, 3, 4, 5, 6, 7], [8, 9], 8, (item) => item === 2);
    expect(thinned).toContain(2);
  });

  it('gives back the same list when nothing is added, so that nothing renders', () => {
    const list = [1];
    expect(appendBounded(list, [], 10)).toBe(list);
  });
});

describe('the history of a run', () => {
  it('leaves out episodes of other runs', () => {
    const history = appendHistory(emptyHistory('one'), { episodes: [episode('one', 1), episode('two', 1)] });
    expect(history.episodes.map(({ id }) => id)).toEqual(['one/000001']);
  });

  it('joins the stored rows with the newer live ones, none twice', () => {
    const stored = { ...emptyHistory('one'), metrics: [row(1), { ...row(2), evaluation }], episodes: [episode('one', 1)] };
    const live = { ...emptyHistory('one'), metrics: [row(2), row(3)], episodes: [episode('one', 1), episode('one', 2)] };
    const merged = mergeHistory(stored, live);
    expect(merged.metrics.map(({ step }) => step)).toEqual([1, 2, 3]);
    expect(merged.metrics[1]?.evaluation).toBe(evaluation);
    expect(merged.episodes.map(({ number }) => number)).toEqual([1, 2]);
  });

  it('drops what was read of a run that is no longer shown', () => {
    const live = emptyHistory('two');
    expect(mergeHistory({ ...emptyHistory('one'), metrics: [row(1)] }, live)).toBe(live);
  });
});
