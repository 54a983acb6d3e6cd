import { CircleAlert, Info, TriangleAlert, X } from 'lucide-react';
import { useEffect } from 'react';
import type { Notice } from '../../shared/contract/frames';
import { useLab, useLabClient } from '../state/lab-context';
import { withoutToast } from '../state/lab-store';
import styles from './notices.module.css';

const icons = { information: Info, warning: TriangleAlert, error: CircleAlert } as const;

/** How long a remark stays that asks for nothing, milliseconds. Warnings and errors stay until they are put away. */
const remarkMs = 8000;

const noNotices: readonly Notice[] = [];

/** What the host and the window have to say, newest at the bottom, each until it is put away. */
export function Notices() {
  const client = useLabClient();
  const { store } = client;
  const notices = useLab((state) => state.lab?.notices ?? noNotices);
  const toasts = useLab((state) => state.toasts);
  return (
    <div className={styles.stack} role="log" aria-label="Notices" aria-live="polite">
      {notices.slice(-4).map((notice) => (
        <Sentence key={`notice ${String(notice.id)}`} level={notice.level} sentence={notice.sentence} onDismiss={() => void client.call('notices.dismiss', { id: notice.id })} />
      ))}
      {toasts.map((toast) => (
        <Sentence key={`toast ${String(toast.id)}`} level={toast.level} sentence={toast.sentence} passing={toast.level === 'information'} onDismiss={() => { store.setState((state) => withoutToast(state, toast.id)); }} />
      ))}
    </div>
  );
}

interface SentenceProps {
  readonly level: Notice['level'];
  readonly sentence: string;
  readonly passing?: boolean;
  readonly onDismiss: () => void;
}

function Sentence({ level, sentence, passing = false, onDismiss }: SentenceProps) {
  useEffect(() => {
    if (!passing) return;
    const timer = setTimeout(onDismiss, remarkMs);
    return () => { clearTimeout(timer); };
  });
  const Icon = icons[level];
  return (
    <div className={styles.notice} data-level={level}>
      <Icon aria-hidden="true" />
      <p>{sentence}</p>
      <button type="button" aria-label="Put away" onClick={onDismiss}>
        <X aria-hidden="true" />
      </button>
    </div>
  );
}
