import { useCallback } from 'react';
import { reweightFan } from '../../../shared/maths/boltzmann';
import { Panel } from '../../design/panel';
import { MarginalsPlot } from '../../plots/marginals-plot';
import { useStoreRedraw } from '../../plots/use-store-redraw';
import { formatFixed } from '../../plots/format-number';
import { useLab, useLabClient } from '../../state/lab-context';
import type { LabState } from '../../state/lab-store';
import styles from './plot-panel.module.css';

const selectLens = (state: LabState) => state.lens;

/** The density of each action dimension in the arm's present state, live. */
export function DistributionPanel({ whatIfAlpha }: { readonly whatIfAlpha: number | undefined }) {
  const { store } = useLabClient();
  const entropy = useLab((state) => state.lens?.entropy);
  const subscribe = useStoreRedraw(selectLens);
  const read = useCallback(() => {
    const lens = store.getState().lens;
    if (lens === undefined) return undefined;
    const whatIf = whatIfAlpha === undefined || lens.fan.q.length === 0 ? undefined : { actions: lens.fan.actions, weights: reweightFan(lens.fan, whatIfAlpha).weights };
    return { names: lens.actionNames, preTanhMean: lens.preTanhMean, logStd: lens.logStd, ...(lens.marginals === 'particles' && { particles: lens.fan.actions }), ...(whatIf && { whatIf }) };
  }, [store, whatIfAlpha]);
  return (
    <Panel title="Action distribution" small={whatIfAlpha === undefined ? 'in this state' : 'ochre: what if'} number={entropy === undefined ? undefined : `H ${formatFixed(entropy, 2)}${whatIfAlpha === undefined ? ' nats' : ''}`}>
      <div className={styles.plot}>
        <MarginalsPlot read={read} subscribe={subscribe} empty="The first policy has not arrived yet. The densities appear when it acts." />
      </div>
    </Panel>
  );
}
