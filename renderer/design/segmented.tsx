import { useId } from 'react';
import styles from './segmented.module.css';

export interface SegmentedProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly label: string; readonly title?: string }[];
  readonly onChange: (value: Value) => void;
  readonly disabledReason?: string | undefined;
}

/** One of a few, all in sight. Native radio buttons: arrow keys choose. */
export function Segmented<Value extends string>({ label, value, options, onChange, disabledReason }: SegmentedProps<Value>) {
  const name = useId();
  return (
    <div className={styles.segmented} role="radiogroup" aria-label={label} title={disabledReason}>
      {options.map((option) => (
        <label key={option.value} title={option.title}>
          <input
            type="radio"
            name={name}
            checked={option.value === value}
            disabled={disabledReason !== undefined}
            onChange={() => { onChange(option.value); }}
          />
          <span>{option.label}</span>
        </label>
      ))}
    </div>
  );
}
