import type { ReactNode } from 'react';
import styles from './keyboard-key.module.css';

/** A key of the keyboard, as a hint beside what it does. */
export function KeyboardKey({ children }: { readonly children: ReactNode }) {
  return <kbd className={styles.key}>{children}</kbd>;
}
