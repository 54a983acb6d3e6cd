import styles from './captioned-segmented.module.css';
import { Segmented, type SegmentedProps } from './segmented';

/** A choice of a few with its label in sight above it, as tall as the fields of a form. */
export function CaptionedSegmented<Value extends string>(props: SegmentedProps<Value>) {
  return (
    <div className={styles.captioned}>
      <span aria-hidden="true">{props.label}</span>
      <Segmented {...props} />
    </div>
  );
}
