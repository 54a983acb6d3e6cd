import { useState } from 'react';
import type { MetricsRow, RunEvent } from '../../../shared/training';
import { classNames } from '../../design/class-names';
import { entropyStrip, innerStrips, learnerStrip, returnStrip, successStrip } from './strip-definitions';
import { StripPanel } from './strip-panel';
import styles from './strips.module.css';

interface StripsProps {
  readonly rows: readonly MetricsRow[];
  readonly events: readonly RunEvent[];
  /** A quiet remark on the learner's strip, for example the control rate. */
  readonly learnerRemark?: string | undefined;
  readonly className?: string | undefined;
}

/** The learning curves side by side; pointing at one points at all. */
export function Strips({ rows, events, learnerRemark, className }: StripsProps) {
  const [inner, setInner] = useState(innerStrips[0]);
  return (
    <div className={classNames(styles.strips, className)}>
      <StripPanel definition={returnStrip} rows={rows} events={events} />
      <StripPanel definition={successStrip} rows={rows} events={events} />
      <StripPanel definition={entropyStrip} rows={rows} events={events} />
      <StripPanel
        definition={inner}
        rows={rows}
        events={events}
        small={null}
        title={
          <select
            className={styles.choice}
            aria-label="Curve"
            value={inner.name}
            onChange={(event) => { setInner(innerStrips.find((strip) => strip.name === event.target.value) ?? innerStrips[0]); }}
          >
            {innerStrips.map((strip) => (
              <option key={strip.name} value={strip.name}>
                {strip.name === 'alpha' ? 'Temperature α' : strip.title}
              </option>
            ))}
          </select>
        }
      />
      <StripPanel definition={learnerStrip} rows={rows} events={events} small={learnerRemark} />
    </div>
  );
}
