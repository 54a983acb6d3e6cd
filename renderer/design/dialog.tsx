import { useEffect, useId, useRef, type ReactNode } from 'react';
import { createPortal } from 'react-dom';
import styles from './dialog.module.css';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** Buttons, the safe one first: it gets the focus. */
  readonly actions: ReactNode;
}

const focusable = 'button, input, select, textarea, a[href], [tabindex]:not([tabindex="-1"])';

/**
 * A modal question. Not the native `<dialog>`: its top layer would cover STOP and make it inert, and STOP must stay
 * in reach (decision 0005). Escape closes; Tab stays inside; the focus returns to where it was.
 */
export function Dialog({ title, onClose, children, actions }: DialogProps) {
  const titleId = useId();
  const boxRef = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const before = document.activeElement;
    boxRef.current?.querySelector<HTMLElement>(`[data-actions] ${focusable}`)?.focus();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);

  // On the document, because the focus may be on STOP, outside the box.
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === 'Escape') onClose();
      if (event.key === 'Tab') keepInside(event, boxRef.current);
    };
    document.addEventListener('keydown', onKeyDown);
    return () => { document.removeEventListener('keydown', onKeyDown); };
  }, [onClose]);

  return createPortal(
    <div className={styles.veil} onPointerDown={(event) => { if (event.target === event.currentTarget) onClose(); }}>
      <div ref={boxRef} className={styles.box} role="alertdialog" aria-modal="true" aria-labelledby={titleId}>
        <h2 id={titleId}>{title}</h2>
        <div className={styles.content}>{children}</div>
        <div className={styles.actions} data-actions>
          {actions}
        </div>
      </div>
    </div>,
    document.body,
  );
}

/** Tab goes round inside the box; from outside it comes back in. */
function keepInside(event: KeyboardEvent, box: HTMLElement | null): void {
  const stops = [...(box?.querySelectorAll<HTMLElement>(focusable) ?? [])];
  const edge = event.shiftKey ? stops[0] : stops.at(-1);
  if (document.activeElement !== edge && box?.contains(document.activeElement)) return;
  event.preventDefault();
  (event.shiftKey ? stops.at(-1) : stops[0])?.focus();
}
