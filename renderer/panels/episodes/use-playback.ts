import { useEffect, useState } from 'react';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { advance, startOf, type Playback } from './playback';
import { applyKey, keepsKey } from './playback-keys';

export type PlaybackStore = StoreApi<Playback>;

/** The replay's place, advanced by animation frames while it plays and moved by the keyboard. One for each opened episode. */
export function usePlayback(times: ArrayLike<number>): PlaybackStore {
  const [store] = useState(() => createStore<Playback>(() => startOf(times)));
  useEffect(() => {
    let frame: number | undefined;
    let before = 0;
    const tick = (nowMs: number): void => {
      store.setState((playback) => advance(playback, Math.min(0.25, (nowMs - before) / 1000), times));
      before = nowMs;
      frame = store.getState().playing ? requestAnimationFrame(tick) : undefined;
    };
    const run = (): void => {
      if (frame !== undefined || !store.getState().playing) return;
      before = performance.now();
      frame = requestAnimationFrame(tick);
    };
    const end = store.subscribe(run);
    run();
    return () => {
      end();
      if (frame !== undefined) cancelAnimationFrame(frame);
    };
  }, [store, times]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || keepsKey(event.target instanceof Element ? event.target : undefined, event.key)) return;
      const next = applyKey(store.getState(), event, times);
      if (next === undefined) return;
      event.preventDefault();
      store.setState(next);
    };
    window.addEventListener('keydown', onKey);
    return () => { window.removeEventListener('keydown', onKey); };
  }, [store, times]);
  return store;
}
