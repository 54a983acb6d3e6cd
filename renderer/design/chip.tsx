import type { ReactNode } from 'react';
import styles from './chip.module.css';

interface ChipProps {
  readonly pressed: boolean;
  readonly onChange: (pressed: boolean) => void;
  readonly children: ReactNode;
  readonly title?: string;
}

/** A toggle: on or off, as over the scene. */
export function Chip({ pressed, onChange, children, title }: ChipProps) {
  return (
    <button type="button" className={styles.chip} aria-pressed={pressed} title={title} onClick={() => { onChange(!pressed); }}>
      {children}
    </button>
  );
}
