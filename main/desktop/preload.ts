import { contextBridge, ipcRenderer } from 'electron';
import { desktopApiName, noncePattern, type DesktopApi, type DesktopPortOffer } from '../../shared/contract/desktop';
import { channels } from './ipc-channels';

/** The one bundle that runs in the page's sandbox beside the page: three functions, no Node, no `ipcRenderer` let through. */

/** The page's own window; main/ is compiled without the DOM, and this is all of it that the preload touches. */
declare const window: { readonly location: { readonly origin: string }; postMessage(message: unknown, origin: string, transfer: unknown[]): void };

const asked = new Set<string>();

const api: DesktopApi = {
  call: (name, argument) => ipcRenderer.invoke(channels.call, name, argument),
  askTelemetry: (nonce) => {
    if (typeof nonce !== 'string' || !noncePattern.test(nonce)) return;
    asked.add(nonce);
    ipcRenderer.send(channels.askTelemetry, nonce);
  },
};

ipcRenderer.on(channels.giveTelemetry, (event, nonce: unknown) => {
  // Only what the page asked for, once: a port with another number was not meant for it.
  if (typeof nonce !== 'string' || !asked.delete(nonce)) return;
  const offer: DesktopPortOffer = { type: 'tempera-telemetry', nonce };
  window.postMessage(offer, window.location.origin, [...event.ports]);
});

contextBridge.exposeInMainWorld(desktopApiName, api);
