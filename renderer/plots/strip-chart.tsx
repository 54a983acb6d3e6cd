import { useEffect, useRef, type ReactElement } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { RunEvent } from '../../shared/training';
import { useTheme } from '../state/theme';
import { formatCount } from './format-number';
import { readPlotColours, type PlotColours } from './plot-colours';
import styles from './strip-chart.module.css';
import { drawEventMarks, eventAt, type EventMark } from './event-marks';
import { stripOptions, type StripStyle } from './strip-options';
import type { StripSeries } from './strip-series';

export interface StripChartProperties extends StripStyle {
  /** What the curve is, for a screen reader. */
  readonly label: string;
  readonly series: StripSeries;
  readonly events?: readonly RunEvent[];
}

/** One learning curve: raw values thin, their running mean bold, evaluations as dots, the wished value dashed. */
export function StripChart(properties: StripChartProperties): ReactElement {
  const { label, series, events = noEvents, colour, format, range } = properties;
  const holder = useRef<HTMLDivElement>(null);
  const reading = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | undefined>(undefined);
  const latest = useRef<{ readonly data: uPlot.AlignedData; readonly marks: readonly EventMark[] }>({ data: emptyData, marks: [] });
  const theme = useTheme();

  useEffect(() => {
    latest.current = { data: aligned(series), marks: events };
    chart.current?.setData(latest.current.data);
  }, [series, events]);

  useEffect(() => {
    const element = holder.current;
    if (!element) return undefined;
    const colours: PlotColours = readPlotColours(element);
    const { clientWidth, clientHeight } = element;
    const made = new uPlot(
      stripOptions({ colour, format, range }, colours, clientWidth, clientHeight, {
        draw: (plot) => drawEventMarks(plot, latest.current.marks, colours),
        setCursor: (plot) => showReading(plot, reading.current, latest.current.marks, format),
      }),
      latest.current.data,
      element,
    );
    chart.current = made;
    const size = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height: element.clientHeight }));
    size.observe(element);
    return () => {
      size.disconnect();
      chart.current = undefined;
      made.destroy();
    };
  }, [theme, colour, format, range]);

  return (
    <div ref={holder} className={styles.chart} role="img" aria-label={label}>
      <div ref={reading} className={styles.reading} />
    </div>
  );
}

const noEvents: readonly RunEvent[] = [];
const emptyData: uPlot.AlignedData = [[], [], [], [], []];

function aligned(series: StripSeries): uPlot.AlignedData {
  return [[...series.step], [...series.raw], [...series.smooth], [...series.evaluation], [...series.target]];
}

/** Written into the page directly: the pointer moves more often than React needs to know. */
function showReading(plot: uPlot, element: HTMLElement | null, marks: readonly EventMark[], format: (value: number) => string): void {
  if (!element) return;
  const { left = -1, idx } = plot.cursor;
  const step = idx === null || idx === undefined ? undefined : plot.data[0][idx];
  element.style.visibility = left >= 0 && step !== undefined ? 'visible' : 'hidden';
  if (idx === null || idx === undefined || step === undefined) return;
  const evaluation = plot.data[3]?.[idx];
  const value = plot.data[2]?.[idx] ?? evaluation;
  const mark = eventAt(plot, marks, left);
  const lines = [
    `${formatCount(step)}  ${typeof value === 'number' ? format(value) : '–'}`,
    ...(typeof evaluation === 'number' ? [`evaluated ${format(evaluation)}`] : []),
    ...(mark === undefined ? [] : [mark.sentence]),
  ];
  element.textContent = lines.join('\n');
}
