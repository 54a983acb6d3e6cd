/** Day and minute in the operator's own way of writing. */
export function whenWords(epochMs: number): string {
  return new Date(epochMs).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}
