import type { Bridge } from '../../shared/contract/bridge';
import { desktopApiName, type DesktopApi } from '../../shared/contract/desktop';
import { openDesktopBridge } from './desktop-bridge';
import { openWebSocketBridge } from './web-socket-bridge';

declare global {
  interface Window {
    readonly [desktopApiName]?: DesktopApi;
  }
}

/** Reaches the lab by the way that this window has: the desktop app's preload, or the WebSocket of the browser host. */
export function openBridge(): Bridge {
  const desktop = window[desktopApiName];
  if (desktop !== undefined) return openDesktopBridge(desktop, window);
  return openWebSocketBridge({
    connect: () => new WebSocket(`${window.location.protocol === 'https:' ? 'wss' : 'ws'}://${window.location.host}/lab`),
    after: (delayMs, action) => {
      const timer = window.setTimeout(action, delayMs);
      return () => window.clearTimeout(timer);
    },
  });
}
