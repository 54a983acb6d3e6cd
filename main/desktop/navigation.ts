import { externalAddress } from './external-links';
import { isPageAddress } from './page-address';

/** What the guards need of Electron's WebContents. */
export interface GuardedContents {
  on(event: 'will-navigate' | 'will-redirect' | 'will-frame-navigate', listener: (event: NavigationEvent) => void): unknown;
  on(event: 'will-attach-webview', listener: (event: { preventDefault(): void }) => void): unknown;
  setWindowOpenHandler(handler: (details: { readonly url: string }) => { readonly action: 'deny' }): void;
}

export interface NavigationEvent {
  readonly url: string;
  preventDefault(): void;
}

/** Keeps a window on our page: it goes nowhere else, opens no other, and holds no foreign page inside. */
export function guardNavigation(contents: GuardedContents, openExternal: (address: string) => void): void {
  const refuse = (event: NavigationEvent): void => {
    // Reloading our own page is a navigation too.
    if (!isPageAddress(event.url)) event.preventDefault();
  };
  contents.on('will-navigate', refuse);
  contents.on('will-redirect', refuse);
  contents.on('will-frame-navigate', refuse);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    const address = externalAddress(url);
    if (address !== undefined) openExternal(address);
    return { action: 'deny' };
  });
}
