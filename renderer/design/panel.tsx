import { useId, type ReactNode } from 'react';
import { classNames } from './class-names';
import styles from './panel.module.css';

interface PanelProps {
  readonly title: ReactNode;
  /** A quiet remark after the title: what is drawn, or its unit. */
  readonly small?: ReactNode;
  /** The newest value, right-aligned in tabular figures. */
  readonly number?: ReactNode;
  /** Controls at the right end of the title row. */
  readonly actions?: ReactNode;
  readonly className?: string | undefined;
  /** Lets the content scroll inside the panel. */
  readonly scroll?: boolean;
  readonly children?: ReactNode;
}

/** A titled surface: what every screen is laid out from. It fills its grid cell and clips its content. */
export function Panel({ title, small, number, actions, className, scroll = false, children }: PanelProps) {
  const titleId = useId();
  return (
    <section className={classNames(styles.panel, className)} aria-labelledby={titleId}>
      <div className={styles.head}>
        <h2 id={titleId}>{title}</h2>
        {small !== undefined && <small>{small}</small>}
        {number !== undefined && <span className={classNames('number', styles.number)}>{number}</span>}
        {actions !== undefined && <div className={styles.actions}>{actions}</div>}
      </div>
      <div className={classNames(styles.body, scroll && styles.scroll)}>{children}</div>
    </section>
  );
}
