import { useId, type HTMLAttributes } from 'react';
import styles from './text-field.module.css';

interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Enter pressed in the field. */
  readonly onSubmit?: (() => void) | undefined;
  readonly placeholder?: string;
  readonly inputMode?: HTMLAttributes<HTMLInputElement>['inputMode'];
  /** Stands after the value, for example a unit. */
  readonly suffix?: string;
  /** What the field is, below it; a problem takes its place. */
  readonly hint?: string | undefined;
  /** One sentence on what is wrong with the value. */
  readonly problem?: string | undefined;
  readonly disabledReason?: string | undefined;
}

/** A labelled line of text or a number as text. Space types a space here; everywhere else it is STOP. */
export function TextField({ label, value, onChange, onSubmit, placeholder, inputMode, suffix, hint, problem, disabledReason }: TextFieldProps) {
  const id = useId();
  return (
    <div className={styles.field} title={disabledReason}>
      <label htmlFor={id}>{label}</label>
      <span className={styles.box}>
        <input
          id={id}
          type="text"
          className={inputMode === undefined || inputMode === 'text' ? undefined : 'number'}
          value={value}
          placeholder={placeholder}
          inputMode={inputMode}
          spellCheck={false}
          autoComplete="off"
          disabled={disabledReason !== undefined}
          aria-invalid={problem !== undefined || undefined}
          aria-describedby={problem === undefined && hint === undefined ? undefined : `${id}-remark`}
          onChange={(event) => { onChange(event.target.value); }}
          onKeyDown={(event) => {
            if (event.key === 'Enter') onSubmit?.();
          }}
        />
        {suffix !== undefined && <span className={styles.suffix}>{suffix}</span>}
      </span>
      {(problem ?? hint) !== undefined && (
        <span id={`${id}-remark`} className={problem === undefined ? styles.hint : styles.problem}>
          {problem ?? hint}
        </span>
      )}
    </div>
  );
}
