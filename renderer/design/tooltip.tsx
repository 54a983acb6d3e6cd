import { useId, type ReactNode } from 'react';
import styles from './tooltip.module.css';

interface TooltipProps {
  readonly text: string;
  readonly children: ReactNode;
  readonly side?: 'bottom' | 'top';
}

/** Explains a term on hover or keyboard focus; screen readers hear it as the description. */
export function Tooltip({ text, children, side = 'bottom' }: TooltipProps) {
  const id = useId();
  return (
    <span className={styles.anchor} tabIndex={0} aria-describedby={id}>
      {children}
      <span id={id} role="tooltip" className={styles.bubble} data-side={side}>
        {text}
      </span>
    </span>
  );
}
