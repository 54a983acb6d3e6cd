import { useSyncExternalStore } from 'react';

export const screenNames = ['bench', 'train', 'episodes', 'settings'] as const;
export type ScreenName = (typeof screenNames)[number];

/** The screen that an address names, for example "#/bench"; Train is where one starts. */
export function screenOfHash(hash: string): ScreenName {
  const name = /^#\/([a-z]+)/.exec(hash)?.[1];
  return screenNames.find((screen) => screen === name) ?? 'train';
}

export function hashOfScreen(screen: ScreenName): string {
  return `#/${screen}`;
}

/** The screen in view: kept in the address, so that Back, Forward and a reload do what one expects. */
export function useScreen(): ScreenName {
  return useSyncExternalStore(subscribe, () => screenOfHash(location.hash));
}

function subscribe(listener: () => void): () => void {
  addEventListener('hashchange', listener);
  return () => { removeEventListener('hashchange', listener); };
}
