import { formatFixed, spokenName } from './format-number';

/** The mean action in words, for screen readers: "shoulder pan 0.412, elbow flex −0.080". Actions are in [-1, 1]. */
export function meanWords(names: readonly string[], meanAction: ArrayLike<number>): string {
  return names.map((name, index) => `${spokenName(name)} ${formatFixed(meanAction[index] ?? Number.NaN, 3)}`).join(', ');
}
