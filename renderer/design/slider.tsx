import { useId, type CSSProperties, type KeyboardEvent } from 'react';
import { classNames } from './class-names';
import { fractionToValue, sliderSteps, valueToFraction, type SliderScale } from './slider-scale';
import styles from './slider.module.css';

interface SliderProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  /** Arrow keys move by this; Shift + arrow by ten of it. Values are rounded to it. */
  readonly step?: number;
  readonly scale?: SliderScale;
  /** The value in words beside the label; screen readers hear the same. */
  readonly format: (value: number) => string;
  readonly onChange: (value: number) => void;
  /** After a drag or a key: the moment to send a value that should not be sent on the way. */
  readonly onCommit?: ((value: number) => void) | undefined;
  /** A second value to mark on the track, for example where the joint is while its goal is dragged. */
  readonly marker?: number | undefined;
  readonly disabledReason?: string | undefined;
  /** Leaves the label and output to the caller; the label still names the slider. */
  readonly compact?: boolean;
}

/** A labelled slider with its value, over a native range input: pointer, arrows, Page Up and Down, Home and End. */
export function Slider(props: SliderProps) {
  const { label, value, min, max, step, scale = 'linear', format, onChange, onCommit, marker, disabledReason, compact = false } = props;
  const id = useId();
  const fraction = valueToFraction(value, min, max, scale);
  const disabled = disabledReason !== undefined;

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (step === undefined || disabled) return;
    const direction = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
    if (direction === undefined) return;
    event.preventDefault();
    const moved = Math.min(max, Math.max(min, value + direction * step * (event.shiftKey ? 10 : 1)));
    const rounded = Number((Math.round(moved / step) * step).toPrecision(12));
    onChange(rounded);
    onCommit?.(rounded);
  };
  const read = (input: HTMLInputElement) => fractionToValue(input.valueAsNumber / sliderSteps, min, max, scale, step);

  return (
    <div className={classNames(styles.slider, compact && styles.compact)} title={disabledReason}>
      {!compact && (
        <>
          <label htmlFor={id}>{label}</label>
          <output className="number" htmlFor={id}>
            {format(value)}
          </output>
        </>
      )}
      <div className={styles.track} style={{ '--fill': `${String(fraction * 100)}%` } as CSSProperties}>
        {marker !== undefined && <i className={styles.marker} style={{ left: `${String(valueToFraction(marker, min, max, scale) * 100)}%` }} />}
        <input
          id={id}
          type="range"
          min={0}
          max={sliderSteps}
          step="any"
          value={fraction * sliderSteps}
          disabled={disabled}
          aria-label={compact ? label : undefined}
          aria-valuetext={format(value)}
          onKeyDown={onKeyDown}
          onChange={(event) => { onChange(read(event.target)); }}
          onPointerUp={(event) => onCommit?.(read(event.currentTarget))}
        />
      </div>
    </div>
  );
}
