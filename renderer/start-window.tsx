import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import type { Bridge } from '../shared/contract/bridge';
import { App } from './app';
import './design/base.css';
import { createLabClient, followRunHistory } from './state/lab-client';
import { createLabStore } from './state/lab-store';
import { animationFrames, followTelemetry } from './state/telemetry';
import { startTheme } from './state/theme';

/** Opens the window over a bridge, in the element `#root`. It lives as long as the page. */
export function startWindow(bridge: Bridge): void {
  startTheme();
  const store = createLabStore();
  const client = createLabClient(bridge, store, () => performance.now());
  followTelemetry(bridge, store, animationFrames);
  followRunHistory(client);
  void client.call('lab.snapshot').then((lab) => {
    if (lab) store.setState((state) => ({ lab: state.lab ?? lab }));
  });
  const root = document.getElementById('root');
  if (!root) throw new Error('The page has no element #root.');
  createRoot(root).render(
    <StrictMode>
      <App client={client} />
    </StrictMode>,
  );
}
