/** Nine anchors of viridis (CC0, by van der Walt and Smith), red, green, blue 0 to 255, low to high. */
const viridis = [
  [68, 1, 84], [71, 44, 122], [59, 81, 139], [44, 113, 142], [33, 144, 141], [39, 173, 129], [92, 200, 99], [170, 220, 50], [253, 231, 37],
] as const;

/** Viridis at `fraction` (0 to 1) as sRGB, written to `out` at `offset`, each 0 to 1. */
export function writeViridis(fraction: number, out: Float32Array, offset: number): void {
  const place = Math.min(1, Math.max(0, fraction)) * (viridis.length - 1);
  const index = Math.min(viridis.length - 2, Math.floor(place));
  const rest = place - index;
  for (let channel = 0; channel < 3; channel++) {
    const low = viridis[index]?.[channel] ?? 0;
    const high = viridis[index + 1]?.[channel] ?? 0;
    out[offset + channel] = (low + (high - low) * rest) / 255;
  }
}

/**
 * The range of Q to spread the colours over: from the 5th to the 95th percentile, so that one strange action does not
 * make all the others one colour. Equal values give a range of width zero.
 */
export function robustRange(values: Float32Array): { readonly low: number; readonly high: number } {
  const sorted = values.filter((value) => Number.isFinite(value)).sort();
  const at = (fraction: number) => sorted[Math.round(fraction * (sorted.length - 1))] ?? 0;
  return { low: at(0.05), high: at(0.95) };
}

/** Where a value lies in a range, 0 to 1; the middle when the range has no width. */
export function withinRange(value: number, { low, high }: { readonly low: number; readonly high: number }): number {
  return high > low ? Math.min(1, Math.max(0, (value - low) / (high - low))) : 0.5;
}
