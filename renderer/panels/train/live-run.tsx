import { useCallback, useMemo, useState } from 'react';
import { useStoreRedraw } from '../../plots/use-store-redraw';
import { formatFixed } from '../../plots/format-number';
import { useLab, useLabClient } from '../../state/lab-context';
import type { LabState } from '../../state/lab-store';
import { DistributionPanel } from './distribution-panel';
import { EnergyPanel } from './energy-panel';
import { EpisodeLabels } from './episode-labels';
import styles from './live-run.module.css';
import { RunNote } from './run-note';
import { Strips } from './strips';
import { TemperaturePanel } from './temperature-panel';
import { TradeOffPanel } from './trade-off-panel';
import { TrainScene } from './train-scene';
import { useTasks } from './use-tasks';

const selectLens = (state: LabState) => state.lens;

/**
 * A run while it trains: the arm with the lens over it, the lens in numbers beside it, the curves below. Each part
 * selects what it draws, so that a frame renders the parts that it changes.
 */
export function LiveRun() {
  const [whatIfAlpha, setWhatIfAlpha] = useState<number>();
  return (
    <div className={styles.screen}>
      <div className={styles.stage}>
        <LiveNote />
        <TrainScene />
        <EpisodeLabels />
      </div>
      <div className={styles.lens}>
        <div className={styles.column}>
          <LiveTemperature whatIfAlpha={whatIfAlpha} onWhatIf={setWhatIfAlpha} />
          <DistributionPanel whatIfAlpha={whatIfAlpha} />
        </div>
        <div className={styles.column}>
          <LiveTradeOff />
          <LiveEnergy />
        </div>
      </div>
      <LiveStrips />
    </div>
  );
}

function LiveNote() {
  const training = useLab((state) => state.lab?.training);
  return training && <RunNote training={training} />;
}

interface LiveTemperatureProps {
  readonly whatIfAlpha: number | undefined;
  readonly onWhatIf: (alpha: number | undefined) => void;
}

function LiveTemperature({ whatIfAlpha, onWhatIf }: LiveTemperatureProps) {
  const training = useLab((state) => state.lab?.training);
  const tasks = useTasks();
  const actionSize = tasks?.find((task) => task.name === training?.settings.task)?.actionNames.length;
  return training && <TemperaturePanel training={training} actionSize={actionSize} whatIfAlpha={whatIfAlpha} onWhatIf={onWhatIf} />;
}

function LiveTradeOff() {
  const alpha = useLab((state) => state.lab?.training?.alpha ?? 0);
  const episodes = useLab((state) => state.history.episodes);
  const data = useMemo(() => ({ episodes, alpha }), [episodes, alpha]);
  return <TradeOffPanel data={data} />;
}

const noNames: readonly string[] = [];

function LiveEnergy() {
  const { store } = useLabClient();
  const subscribe = useStoreRedraw(selectLens);
  const read = useCallback(() => store.getState().lens, [store]);
  const names = useLab((state) => state.lens?.actionNames);
  const dimensionX = useLab((state) => state.lens?.energy?.dimensionX ?? 0);
  const dimensionY = useLab((state) => state.lens?.energy?.dimensionY ?? 1);
  const kl = useLab((state) => state.lens?.energy?.kl);
  return <EnergyPanel read={read} subscribe={subscribe} names={names ?? noNames} dimensions={[dimensionX, dimensionY]} kl={kl} empty="The critics have not been asked yet. The slice comes with the first networks." />;
}

function LiveStrips() {
  const rows = useLab((state) => state.history.metrics);
  const events = useLab((state) => state.history.events);
  const rateHz = useLab((state) => state.lab?.arm.control?.rateHz);
  return <Strips className={styles.strips} rows={rows} events={events} learnerRemark={rateHz === undefined ? undefined : `control ${formatFixed(rateHz, 0)} Hz`} />;
}
