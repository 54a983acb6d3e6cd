import { useCallback } from 'react';
import type { LabState } from '../state/lab-store';
import { useLabClient } from '../state/lab-context';

/**
 * A `subscribe` for a drawing: calls back when a part of the lab's state changes, without rendering any component.
 * `select` must be stable, for example a function of a module.
 */
export function useStoreRedraw(select: (state: LabState) => unknown): (redraw: () => void) => () => void {
  const { store } = useLabClient();
  return useCallback(
    (redraw) =>
      store.subscribe((state, before) => {
        if (select(state) !== select(before)) redraw();
      }),
    [store, select],
  );
}
