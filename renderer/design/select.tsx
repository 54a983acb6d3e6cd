import { useId } from 'react';
import styles from './select.module.css';

interface SelectOption<Value extends string> {
  readonly value: Value;
  readonly label: string;
  readonly disabled?: boolean;
}

interface SelectProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly SelectOption<Value>[];
  readonly onChange: (value: Value) => void;
  readonly disabledReason?: string | undefined;
  /** What the choice is about, below it. */
  readonly hint?: string | undefined;
  /** Hides the visible label where the place says it already. */
  readonly hideLabel?: boolean;
}

/** A labelled native select: the platform's own list, keyboard and screen-reader behaviour. */
export function Select<Value extends string>({ label, value, options, onChange, disabledReason, hint, hideLabel = false }: SelectProps<Value>) {
  const id = useId();
  return (
    <div className={styles.select} title={disabledReason}>
      <label htmlFor={id} className={hideLabel ? 'visually-hidden' : undefined}>
        {label}
      </label>
      <select
        id={id}
        value={value}
        disabled={disabledReason !== undefined}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={(event) => {
          const chosen = options.find((option) => option.value === event.target.value);
          if (chosen) onChange(chosen.value);
        }}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.disabled}>
            {option.label}
          </option>
        ))}
      </select>
      {hint !== undefined && (
        <span id={`${id}-hint`} className={styles.hint}>
          {hint}
        </span>
      )}
    </div>
  );
}
