import { useEffect, useState } from 'react';
import type { LensFrame } from '../../../shared/lens';
import { useLabClient } from '../../state/lab-context';
import { createLatestWins, type Delay } from './latest-wins';
import type { PlaybackStore } from './use-playback';

export interface ReplayLens {
  /** The newest frame; its `stepIndex` may still be that of a step before. */
  readonly frame: LensFrame | undefined;
  /** Why there is none. */
  readonly sentence: string | undefined;
}

const delayMs = 60;
const delay: Delay = (callback, milliseconds) => {
  const handle = setTimeout(callback, milliseconds);
  return () => { clearTimeout(handle); };
};

/** The lens at the step where the replay stands, asked of the host with the newest place alone. */
export function useReplayLens(episodeId: string, playback: PlaybackStore): ReplayLens & { readonly askAgain: () => void } {
  const client = useLabClient();
  const [lens, setLens] = useState<ReplayLens>({ frame: undefined, sentence: undefined });
  const [round, setRound] = useState(0);
  useEffect(() => {
    const questions = createLatestWins({
      answer: (stepIndex: number) => client.attempt('episodes.lens', { episodeId, stepIndex }),
      tell: (answer) => { setLens(answer.ok ? { frame: answer.result, sentence: undefined } : { frame: undefined, sentence: answer.failure.message }); },
      delay,
      delayMs,
    });
    questions.ask(playback.getState().stepIndex);
    const end = playback.subscribe((state, before) => {
      if (state.stepIndex !== before.stepIndex) questions.ask(state.stepIndex);
    });
    return () => {
      end();
      questions.close();
    };
  }, [client, episodeId, playback, round]);
  return { ...lens, askAgain: () => { setRound(round + 1); } };
}
