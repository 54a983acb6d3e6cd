import { ChartSpline, Clapperboard, Settings, Wrench } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './navigation.module.css';
import { hashOfScreen, type ScreenName } from './screens';

const entries: readonly { readonly screen: ScreenName; readonly title: string; readonly icon: ReactNode }[] = [
  { screen: 'bench', title: 'Bench', icon: <Wrench aria-hidden="true" /> },
  { screen: 'train', title: 'Train', icon: <ChartSpline aria-hidden="true" /> },
  { screen: 'episodes', title: 'Episodes', icon: <Clapperboard aria-hidden="true" /> },
  { screen: 'settings', title: 'Settings', icon: <Settings aria-hidden="true" /> },
];

export function Navigation({ current }: { readonly current: ScreenName }) {
  return (
    <nav className={styles.navigation} aria-label="Screens">
      {entries.map(({ screen, title, icon }) => (
        <a key={screen} href={hashOfScreen(screen)} aria-current={screen === current ? 'page' : undefined}>
          {icon}
          {title}
        </a>
      ))}
    </nav>
  );
}
