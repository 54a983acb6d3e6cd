import type { TaskDescription } from '../../shared/contract/frames';
import type { EpisodeOutcome, EpisodeSummary } from '../../shared/episodes';
import type { StepOutcome } from '../worlds/environment';

/** How a labelled episode ends, in its file. */
export const labelSentences: Readonly<Record<EpisodeOutcome, string>> = {
  success: 'The operator ended the episode as a success.',
  failure: 'The operator ended the episode as a failure.',
};

/** As what the library lists a labelled episode. */
export const labelledEnd: Readonly<Record<EpisodeOutcome, EpisodeSummary['end']>> = { success: 'terminated', failure: 'truncated' };

/**
 * The outcome of a step with which the operator ends the episode. A success pays what the task pays for one, and
 * nothing follows it. A failure is cut off: most tasks charge for every step, so an end without a future would be a
 * prize (docs/decisions/0009-labels.md).
 */
export function labelled(outcome: StepOutcome, label: EpisodeOutcome, { successReward = 0 }: Pick<TaskDescription, 'successReward'>): StepOutcome {
  const success = label === 'success';
  const paid = outcome.success ? successReward : 0;
  const due = success ? successReward : 0;
  const { success: term = 0 } = outcome.rewardTerms;
  return {
    ...outcome,
    reward: outcome.reward + due - paid,
    rewardTerms: { ...outcome.rewardTerms, success: term + due - paid },
    terminated: success,
    truncated: !success,
    success,
  };
}
