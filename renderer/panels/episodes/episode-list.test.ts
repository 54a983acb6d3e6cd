import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EpisodeSummary } from '../../../shared/episodes';
import { episodeAddress, hashOfEpisode } from './episode-address';
import { joinEpisodes, newestFirst, orderEpisodes, pressColumn } from './episode-order';
import { scrollToRow, visibleRows } from './visible-rows';

function episode(number: number, more: Partial<EpisodeSummary> = {}): EpisodeSummary {
  return { id: `run/${String(number)}`, runId: 'run', number, task: 'reach', startedMs: number, startStep: 0, length: 10, durationS: 1, episodeReturn: 0, entropySum: 0, alpha: 0.1, success: false, end: 'truncated', ...more };
}
const numbers = (episodes: readonly EpisodeSummary[]) => episodes.map(({ number }) => number);

describe('the order of episodes', () => {
  const episodes = [episode(1, { episodeReturn: -3, success: true }), episode(2, { episodeReturn: -9 }), episode(3, { episodeReturn: -3 })];

  it('starts with the newest', () => {
    expect(numbers(orderEpisodes(episodes, 'all', newestFirst))).toEqual([3, 2, 1]);
  });

  it('sorts by a column, equals from the newest', () => {
    expect(numbers(orderEpisodes(episodes, 'all', { column: 'return', rising: true }))).toEqual([2, 3, 1]);
  });

  it('filters by success', () => {
    expect(numbers(orderEpisodes(episodes, 'success', newestFirst))).toEqual([1]);
    expect(numbers(orderEpisodes(episodes, 'failed', newestFirst))).toEqual([3, 2]);
  });

  it('turns round when the same column is pressed again', () => {
    const once = pressColumn(newestFirst, 'return');
    expect(once).toEqual({ column: 'return', rising: false });
    expect(pressColumn(once, 'return').rising).toBe(true);
  });

  it('joins what is stored and what just ended without repeats', () => {
    expect(numbers(joinEpisodes([episode(1), episode(2)], [episode(2), episode(3)]))).toEqual([1, 2, 3]);
  });
});

describe('visibleRows', () => {
  it('covers the view whatever the place', () => {
    fc.assert(
      fc.property(fc.nat(5000), fc.nat(200_000), fc.integer({ min: 0, max: 2000 }), (count, scroll, view) => {
        const rows = visibleRows(count, 30, scroll, view);
        expect(rows.first).toBeGreaterThanOrEqual(0);
        expect(rows.end).toBeLessThanOrEqual(count);
        expect(rows.end - rows.first).toBeLessThanOrEqual(view / 30 + 18);
        for (let row = Math.ceil(scroll / 30); row * 30 < scroll + view && row < count; row += 1) {
          expect(row).toBeGreaterThanOrEqual(rows.first);
          expect(row).toBeLessThan(rows.end);
        }
      }),
    );
  });

  it('scrolls just as far as a row needs', () => {
    expect(scrollToRow(2, 30, 0, 300)).toBe(0);
    expect(scrollToRow(0, 30, 45, 300)).toBe(0);
    expect(scrollToRow(20, 30, 0, 300)).toBe(330);
  });
});

describe('the address of an episode', () => {
  it.each([
    ['#/episodes', undefined, undefined],
    ['#/episodes/0042-reach-sac', '0042-reach-sac', undefined],
    ['#/episodes/0042-reach-sac/000017', '0042-reach-sac', '0042-reach-sac/000017'],
    ['#/episodes/../secret', undefined, undefined],
    ['#/train', undefined, undefined],
  ])('%s', (hash, runId, episodeId) => {
    expect(episodeAddress(hash)).toEqual({ runId, episodeId });
  });

  it('comes back from its hash', () => {
    expect(episodeAddress(hashOfEpisode('a.b/7')).episodeId).toBe('a.b/7');
  });
});
