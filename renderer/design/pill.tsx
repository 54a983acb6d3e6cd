import type { ReactNode } from 'react';
import { classNames } from './class-names';
import styles from './pill.module.css';

export type PillTone = 'quiet' | 'good' | 'active' | 'warning' | 'danger';

interface PillProps {
  readonly tone: PillTone;
  readonly children: ReactNode;
  readonly title?: string | undefined;
}

/** A state in words with a coloured dot; the words carry the meaning, the colour helps. */
export function Pill({ tone, children, title }: PillProps) {
  return (
    <span className={classNames(styles.pill, styles[tone])} title={title}>
      <i aria-hidden="true" />
      <span>{children}</span>
    </span>
  );
}
