import { useCallback, useState } from 'react';
import type { EpisodeSummary } from '../../../shared/episodes';
import { Panel } from '../../design/panel';
import { formatCount, formatSignificant } from '../../plots/format-number';
import { newestSplit, splitBars } from '../../plots/split-summary';
import { newestCount } from '../../plots/trade-off-geometry';
import { TradeOffPlot, type TradeOffData } from '../../plots/trade-off-plot';
import { openEpisode } from '../episodes/episode-address';
import styles from './plot-panel.module.css';

interface TradeOffPanelProps {
  readonly data: TradeOffData;
}

/** Reward against entropy over the episodes of a run, and how the newest objective splits into both. */
export function TradeOffPanel({ data }: TradeOffPanelProps) {
  const [hovered, setHovered] = useState<EpisodeSummary>();
  const read = useCallback(() => data, [data]);
  return (
    <Panel title="Reward against entropy" small="each dot an episode">
      <div className={`${styles.plot ?? ''} ${styles.clickable ?? ''}`}>
        <TradeOffPlot read={read} onHover={setHovered} onOpen={(episode) => { openEpisode(episode.id); }} />
      </div>
      <p className={styles.foot}>
        {hovered === undefined
          ? 'violet: oldest, yellow: newest · click a dot to replay it'
          : `episode ${formatCount(hovered.number)} · return ${formatSignificant(hovered.episodeReturn)} · ΣH ${formatSignificant(hovered.entropySum)} nats · ${hovered.success ? 'success' : 'no success'}`}
      </p>
      <ObjectiveSplitBars episodes={data.episodes} />
    </Panel>
  );
}

const titles = { reward: 'Σ r', entropyBonus: 'α · Σ H', objective: 'sum' } as const;

/** The newest objective in its two parts, end to end on one scale, so that one sees them add up. */
function ObjectiveSplitBars({ episodes }: { readonly episodes: readonly EpisodeSummary[] }) {
  const split = newestSplit(episodes, newestCount);
  if (split === undefined) return null;
  const { zero, bars } = splitBars(split);
  return (
    <div className={styles.split} title={`Mean of the newest ${String(Math.min(newestCount, episodes.length))} episodes`}>
      {bars.map((bar) => (
        <SplitRow key={bar.name} title={titles[bar.name]} tone={styles[bar.name]} zero={zero} from={bar.from} to={bar.to} value={split[bar.name]} />
      ))}
    </div>
  );
}

interface SplitRowProps {
  readonly title: string;
  readonly tone: string | undefined;
  readonly zero: number;
  readonly from: number;
  readonly to: number;
  readonly value: number;
}

function SplitRow({ title, tone, zero, from, to, value }: SplitRowProps) {
  return (
    <>
      <span>{title}</span>
      <span className={styles.track}>
        <i className={tone} style={{ left: `${String(from * 100)}%`, width: `${String((to - from) * 100)}%` }} />
        <u style={{ left: `${String(zero * 100)}%` }} />
      </span>
      <span className={`number ${styles.number ?? ''}`}>{formatSignificant(value)}</span>
    </>
  );
}
