import type { LensFrame } from '../../shared/lens';
import { meanWords } from '../plots/mean-words';
import styles from './fan-legend.module.css';

/** What the colours of the fan mean, for the foot of the scene. */
export function FanLegend({ lens }: { readonly lens: LensFrame }) {
  return (
    <div className={styles.legend}>
      low Q <i aria-hidden="true" /> high Q <span className="number">· {lens.fan.q.length} actions · arrow: the mean action</span>
      <span className="visually-hidden">: {meanWords(lens.actionNames, lens.meanAction)}</span>
    </div>
  );
}
