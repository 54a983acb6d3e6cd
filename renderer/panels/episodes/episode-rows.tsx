import { Check, X } from 'lucide-react';
import { useEffect, useEffectEvent, useRef, useState, type KeyboardEvent } from 'react';
import type { EpisodeSummary } from '../../../shared/episodes';
import { formatCount, formatSignificant } from '../../plots/format-number';
import styles from './episode-list.module.css';
import { scrollToRow, visibleRows } from './visible-rows';

interface EpisodeRowsProps {
  readonly episodes: readonly EpisodeSummary[];
  readonly openId: string | undefined;
  readonly onOpen: (episodeId: string) => void;
  readonly empty: string;
}

const rowPixels = 30;
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

/** The rows in view of a list of any length. Up and down choose the next one. */
export function EpisodeRows({ episodes, openId, onOpen, empty }: EpisodeRowsProps) {
  const holder = useRef<HTMLDivElement>(null);
  const [scroll, setScroll] = useState(0);
  const [view, setView] = useState(400);
  useEffect(() => {
    const element = holder.current;
    if (!element) return undefined;
    const size = new ResizeObserver(() => { setView(element.clientHeight); });
    size.observe(element);
    return () => { size.disconnect(); };
  }, []);

  const openIndex = openId === undefined ? -1 : episodes.findIndex((episode) => episode.id === openId);
  const bringIntoView = useEffectEvent(() => {
    const element = holder.current;
    if (element && openIndex >= 0) element.scrollTop = scrollToRow(openIndex, rowPixels, element.scrollTop, element.clientHeight);
  });
  const known = openIndex >= 0;
  useEffect(() => { bringIntoView(); }, [openId, known]);

  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[event.key];
    if (step === undefined || episodes.length === 0) return;
    event.preventDefault();
    const next = episodes[Math.min(episodes.length - 1, Math.max(0, openIndex + step))];
    if (next !== undefined) onOpen(next.id);
  };

  if (episodes.length === 0) return <p className={styles.empty}>{empty}</p>;
  const rows = visibleRows(episodes.length, rowPixels, scroll, view);
  return (
    <div
      ref={holder}
      className={styles.rows}
      role="listbox"
      tabIndex={0}
      aria-label="Episodes"
      onKeyDown={onKeyDown}
      onScroll={(event) => { setScroll(event.currentTarget.scrollTop); }}
    >
      <div style={{ height: rows.totalPixels }}>
        <div style={{ transform: `translateY(${String(rows.topPixels)}px)` }}>
          {episodes.slice(rows.first, rows.end).map((episode) => (
            <div
              key={episode.id}
              className={`number ${styles.row ?? ''}`}
              role="option"
              aria-selected={episode.id === openId}
              onClick={() => { onOpen(episode.id); }}
            >
              <span>{formatCount(episode.number)}</span>
              <span>{formatSignificant(episode.episodeReturn)}</span>
              <span className={episode.success ? styles.success : styles.failed}>
                {episode.success ? <Check aria-label="success" /> : <X aria-label="no success" />}
              </span>
              <span>{formatCount(episode.length)}</span>
              <span>{formatSignificant(episode.entropySum)}</span>
              <time title={new Date(episode.startedMs).toLocaleString()}>{clock.format(episode.startedMs)}</time>
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}
