/** Reads a number as the window writes it: a true minus sign, thin spaces, a unit after it. NaN for a dash. */
export function readNumber(text: string): number {
  const match = /-?\d+(\.\d+)?/.exec(text.replaceAll('\u2212', '-').replaceAll('\u202f', ''));
  return match === null ? Number.NaN : Number(match[0]);
}

/** Reads the mean action out of an accessible text: "... shoulder pan 0.412, elbow flex −0.080". */
export function readMeans(text: string): Readonly<Record<string, number>> {
  const pairs = [...text.replaceAll('\u2212', '-').matchAll(/([a-z][a-z ]*) (-?\d+\.\d{3})(?:,|$)/g)];
  return Object.fromEntries(pairs.map(([, name, value]) => [name, Number(value)]));
}
