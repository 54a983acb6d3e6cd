export interface VisibleRows {
  readonly first: number;
  /** One past the last. */
  readonly end: number;
  readonly topPixels: number;
  readonly totalPixels: number;
}

/** The rows of an evenly spaced list that are worth having in the page, with some to spare on either side. */
export function visibleRows(count: number, rowPixels: number, scrollPixels: number, viewPixels: number, spare = 8): VisibleRows {
  const first = Math.max(0, Math.min(count, Math.floor(scrollPixels / rowPixels) - spare));
  const end = Math.min(count, Math.ceil((scrollPixels + viewPixels) / rowPixels) + spare);
  return { first, end: Math.max(first, end), topPixels: first * rowPixels, totalPixels: count * rowPixels };
}

/** How far to scroll so that a row is wholly in view; the present place where it is already. */
export function scrollToRow(index: number, rowPixels: number, scrollPixels: number, viewPixels: number): number {
  const top = index * rowPixels;
  if (top < scrollPixels) return top;
  if (top + rowPixels > scrollPixels + viewPixels) return top + rowPixels - viewPixels;
  return scrollPixels;
}
