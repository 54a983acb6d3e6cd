import { ArrowDown, ArrowUp } from 'lucide-react';
import styles from './episode-list.module.css';
import type { EpisodeColumn, EpisodeOrder } from './episode-order';

const headings: readonly { readonly column: EpisodeColumn; readonly label: string; readonly title: string }[] = [
  { column: 'number', label: 'No.', title: 'Number within the run' },
  { column: 'return', label: 'Return', title: 'Sum of the rewards' },
  { column: 'success', label: 'Ok', title: 'Success' },
  { column: 'length', label: 'Steps', title: 'Control steps' },
  { column: 'entropy', label: 'Σ H', title: 'Sum of −log π over the steps, nats' },
  { column: 'when', label: 'When', title: 'When it began' },
];

interface EpisodeHeadingsProps {
  readonly order: EpisodeOrder;
  readonly onPress: (column: EpisodeColumn) => void;
}

/** The column heads; pressing one sorts by it. */
export function EpisodeHeadings({ order, onPress }: EpisodeHeadingsProps) {
  const Arrow = order.rising ? ArrowUp : ArrowDown;
  return (
    <div className={styles.headings}>
      {headings.map(({ column, label, title }) => (
        <button key={column} type="button" title={`${title}: sort by it`} aria-pressed={order.column === column} onClick={() => { onPress(column); }}>
          {label}
          {order.column === column && <Arrow aria-hidden="true" />}
        </button>
      ))}
    </div>
  );
}
