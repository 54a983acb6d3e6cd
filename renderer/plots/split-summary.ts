import type { EpisodeSummary } from '../../shared/episodes';
import { mean } from '../../shared/maths/statistics';
import { objectiveSplit, type ObjectiveSplit } from '../../shared/maths/trade-off';

/** The objective of the newest episodes, on average. Undefined without an episode. */
export function newestSplit(episodes: readonly EpisodeSummary[], newest: number): ObjectiveSplit | undefined {
  if (episodes.length === 0) return undefined;
  const splits = episodes.slice(-newest).map(objectiveSplit);
  return {
    reward: mean(splits.map((split) => split.reward)),
    entropyBonus: mean(splits.map((split) => split.entropyBonus)),
    objective: mean(splits.map((split) => split.objective)),
  };
}

export interface SplitBar {
  readonly name: 'reward' | 'entropyBonus' | 'objective';
  /** Places on a track from 0 to 1; both signs share one zero. */
  readonly from: number;
  readonly to: number;
}

/** Bars of both parts and of their sum on one scale that holds zero. The sum's parts stand end to end, as they add up. */
export function splitBars(split: ObjectiveSplit): { readonly zero: number; readonly bars: readonly SplitBar[] } {
  const ends = [0, split.reward, split.objective, split.entropyBonus];
  const low = Math.min(...ends);
  const span = Math.max(...ends) - low || 1;
  const place = (value: number): number => (value - low) / span;
  return {
    zero: place(0),
    bars: [
      { name: 'reward', from: place(Math.min(0, split.reward)), to: place(Math.max(0, split.reward)) },
      { name: 'entropyBonus', from: place(Math.min(split.reward, split.objective)), to: place(Math.max(split.reward, split.objective)) },
      { name: 'objective', from: place(Math.min(0, split.objective)), to: place(Math.max(0, split.objective)) },
    ],
  };
}
