import { useMemo, type ReactNode } from 'react';
import type { MetricsRow, RunEvent } from '../../../shared/training';
import { Panel } from '../../design/panel';
import { StripChart } from '../../plots/strip-chart';
import { lastKnown, stripSeries } from '../../plots/strip-series';
import type { StripDefinition } from './strip-definitions';
import { stripWords } from './strip-words';
import styles from './strips.module.css';

interface StripPanelProps {
  readonly definition: StripDefinition;
  readonly rows: readonly MetricsRow[];
  readonly events: readonly RunEvent[];
  /** Stands in the place of the title, for example a choice of curves. */
  readonly title?: ReactNode;
  readonly small?: ReactNode;
}

/** A learning curve in its panel, with the newest value. */
export function StripPanel({ definition, rows, events, title, small = definition.small }: StripPanelProps) {
  const series = useMemo(() => stripSeries(rows, definition.source), [rows, definition]);
  const newest = lastKnown(series.smooth) ?? lastKnown(series.evaluation);
  const value = newest === undefined ? undefined : definition.format(newest);
  return (
    <Panel className={styles.strip} title={title ?? definition.title} small={small} number={value ?? '–'}>
      <StripChart
        label={stripWords(definition.title, series.raw.filter((point) => point !== null).length, value, events)}
        series={series}
        events={events}
        colour={definition.colour}
        format={definition.format}
        range={definition.range}
      />
    </Panel>
  );
}
