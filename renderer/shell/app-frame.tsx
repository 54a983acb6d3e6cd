import type { ReactNode } from 'react';
import styles from './app-frame.module.css';
import { ConnectionOverlay } from './connection-overlay';
import { Header } from './header';
import { Navigation } from './navigation';
import { Notices } from './notices';
import type { ScreenName } from './screens';
import { StopBanner } from './stop-banner';
import { StopButton } from './stop-button';

/** What surrounds every screen. STOP comes first in the order of keys. */
export function AppFrame({ screen, children }: { readonly screen: ScreenName; readonly children: ReactNode }) {
  return (
    <>
      <StopButton />
      <div className={styles.frame}>
        <Header />
        <Navigation current={screen} />
        <main className={styles.main}>
          <StopBanner />
          <div className={styles.screen}>{children}</div>
        </main>
      </div>
      <ConnectionOverlay />
      <Notices />
    </>
  );
}
