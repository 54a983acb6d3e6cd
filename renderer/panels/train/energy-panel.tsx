import { useState } from 'react';
import type { LensFrame } from '../../../shared/lens';
import { Panel } from '../../design/panel';
import { Segmented } from '../../design/segmented';
import type { EnergyView } from '../../plots/energy-geometry';
import { EnergyPlot } from '../../plots/energy-plot';
import { formatFixed, spokenName } from '../../plots/format-number';
import { useLabClient } from '../../state/lab-context';
import styles from './plot-panel.module.css';

interface EnergyPanelProps {
  readonly read: () => LensFrame | undefined;
  readonly subscribe?: (redraw: () => void) => () => void;
  /** Names of the action dimensions, and which two are drawn. */
  readonly names: readonly string[];
  readonly dimensions: readonly [x: number, y: number];
  readonly kl: number | undefined;
  /** What to say while there is no slice. */
  readonly empty: string;
  /** After another pair of dimensions was chosen: a stored instant must be asked for again. */
  readonly onChosen?: () => void;
}

/** The critics' landscape over two action dimensions against the policy's samples. */
export function EnergyPanel({ read, subscribe, names, dimensions, kl, empty, onChosen }: EnergyPanelProps) {
  const client = useLabClient();
  const [view, setView] = useState<EnergyView>('density');
  const [x, y] = dimensions;
  const choose = (dimensionX: number, dimensionY: number) => void client.call('lens.slice', { dimensionX, dimensionY }).then(() => onChosen?.());
  return (
    <Panel
      title="Energy"
      actions={
        <Segmented
          label="What the colours show"
          value={view}
          options={[
            { value: 'density', label: 'density', title: 'exp((Q − max Q) / α): where the Boltzmann policy would act' },
            { value: 'value', label: 'Q / α', title: 'The energy itself' },
          ]}
          onChange={setView}
        />
      }
    >
      <div className={styles.toolbar}>
        <span className={styles.axes}>
          <DimensionSelect label="Across" names={names} value={x} onChange={(next) => { choose(next, next === y ? x : y); }} />
          ×
          <DimensionSelect label="Up" names={names} value={y} onChange={(next) => { choose(next === x ? y : x, next); }} />
        </span>
        {kl !== undefined && (
          <span className={`number ${styles.kl ?? ''}`} title="Estimate of KL(π ‖ Boltzmann): what soft policy improvement makes small">
            KL {formatFixed(kl, 2)} nats
          </span>
        )}
      </div>
      <div className={styles.plot}>
        <EnergyPlot read={read} view={view} empty={empty} {...(subscribe && { subscribe })} />
      </div>
    </Panel>
  );
}

interface DimensionSelectProps {
  readonly label: string;
  readonly names: readonly string[];
  readonly value: number;
  readonly onChange: (value: number) => void;
}

function DimensionSelect({ label, names, value, onChange }: DimensionSelectProps) {
  return (
    <select aria-label={label} title={label} value={value} onChange={(event) => { onChange(Number(event.target.value)); }}>
      {names.map((name, index) => (
        <option key={name} value={index}>
          {spokenName(name)}
        </option>
      ))}
    </select>
  );
}
