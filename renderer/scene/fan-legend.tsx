import type { LensFrame } from '../../shared/lens';
import { meanWords } from '../plots/mean-words';
import styles from './fan-legend.module.css';

interface FanLegendProps {
  readonly lens: LensFrame;
  /** The arm has left the state of the fan, which is drawn faintly. */
  readonly left?: boolean;
}

/** What the colours of the fan mean, for the foot of the scene. */
export function FanLegend({ lens, left = false }: FanLegendProps) {
  return (
    <div className={styles.legend}>
      low Q <i aria-hidden="true" /> high Q <span className="number">· {lens.fan.q.length} actions · arrow: the mean action</span>
      <span className="visually-hidden">: {meanWords(lens.actionNames, lens.meanAction)}</span>
      {left && <span className="number">· faint: where the arm was then</span>}
    </div>
  );
}
