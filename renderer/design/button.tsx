import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { classNames } from './class-names';
import styles from './button.module.css';

interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'disabled'> {
  /** `primary` is the one thing to do next (ochre); `danger` moves or frees the arm (vermilion outline). */
  readonly kind?: 'plain' | 'primary' | 'danger' | 'quiet';
  readonly icon?: ReactNode;
  /** A sentence why the button cannot be pressed now; it stays focusable so that the sentence can be read. */
  readonly disabledReason?: string | undefined;
}

/** A push button. The space bar is STOP everywhere (decision 0005), so Enter presses it. */
export function Button({ kind = 'plain', icon, disabledReason, className, children, onClick, title, ...rest }: ButtonProps) {
  const disabled = disabledReason !== undefined;
  return (
    <button
      type="button"
      {...rest}
      className={classNames(styles.button, styles[kind], children === undefined && styles.iconOnly, className)}
      aria-disabled={disabled || undefined}
      title={disabledReason ?? title}
      onClick={disabled ? undefined : onClick}
    >
      {icon}
      {children}
    </button>
  );
}
