/** Sum of the terms of a reward. */
export function sumTerms(terms: Readonly<Record<string, number>>): number {
  return Object.values(terms).reduce((sum, term) => sum + term, 0);
}

/** Mean square of an action. */
export function meanSquare(action: Float32Array): number {
  return action.reduce((sum, value) => sum + value * value, 0) / action.length;
}
