import { lazy, Suspense, useEffect } from 'react';
import { AppFrame } from './shell/app-frame';
import { ScreenGuard } from './shell/screen-guard';
import { useScreen, type ScreenName } from './shell/screens';
import { bindStopKey } from './shell/stop-key';
import { LabProvider } from './state/lab-context';
import type { LabClient } from './state/lab-client';

// Each screen is its own file to load: the frame with STOP is there before three.js is.
const screens = {
  bench: lazy(async () => ({ default: (await import('./panels/bench/bench-screen')).BenchScreen })),
  train: lazy(async () => ({ default: (await import('./panels/train/train-screen')).TrainScreen })),
  episodes: lazy(async () => ({ default: (await import('./panels/episodes/episodes-screen')).EpisodesScreen })),
  settings: lazy(async () => ({ default: (await import('./panels/settings/settings-screen')).SettingsScreen })),
} satisfies Record<ScreenName, unknown>;

/** The whole window over one lab. */
export function App({ client }: { readonly client: LabClient }) {
  const screen = useScreen();
  useEffect(() => bindStopKey(window, () => void client.stop()), [client]);
  const Screen = screens[screen];
  return (
    <LabProvider client={client}>
      <AppFrame screen={screen}>
        <ScreenGuard screen={screen}>
          <Suspense fallback={<div aria-busy="true" />}>
            <Screen />
          </Suspense>
        </ScreenGuard>
      </AppFrame>
    </LabProvider>
  );
}
