/**
 * The colour map viridis, from dark violet (0) to yellow (1): even in lightness, and readable with every kind of
 * colour blindness. Every 17th of the 256 colours that its authors published (Nathaniel Smith and Stefan van der
 * Walt, 2015, CC0; matplotlib's `viridis`), with linear steps between: within 0.027 of the full table.
 */
const anchors: readonly (readonly [number, number, number])[] = [
  0x440154, 0x481a6c, 0x472f7d, 0x414487, 0x39568c, 0x31688e, 0x2a788e, 0x23888e, 0x1f988b, 0x22a884, 0x35b779, 0x54c568,
  0x7ad151, 0xa5db36, 0xd2e21b, 0xfde725,
].map((colour) => [(colour >> 16) / 255, ((colour >> 8) & 0xff) / 255, (colour & 0xff) / 255] as const);

/** Writes red, green and blue, 0 to 1 in sRGB, at `offset`. A fraction outside [0, 1] is clamped; NaN is drawn as 0. */
export function writeViridis(fraction: number, target: { [index: number]: number }, offset: number): void {
  const place = (fraction > 0 ? Math.min(fraction, 1) : 0) * (anchors.length - 1);
  const index = Math.min(Math.floor(place), anchors.length - 2);
  const lower = anchors[index];
  const upper = anchors[index + 1];
  if (lower === undefined || upper === undefined) return;
  const rest = place - index;
  target[offset] = lower[0] + (upper[0] - lower[0]) * rest;
  target[offset + 1] = lower[1] + (upper[1] - lower[1]) * rest;
  target[offset + 2] = lower[2] + (upper[2] - lower[2]) * rest;
}

/** Red, green and blue of a fraction in [0, 1], each 0 to 1 in sRGB. */
export function viridis(fraction: number): [red: number, green: number, blue: number] {
  const colour: [number, number, number] = [0, 0, 0];
  writeViridis(fraction, colour, 0);
  return colour;
}

/** The same as a CSS colour, for example "rgb(33 145 140)". */
export function viridisCss(fraction: number): string {
  return `rgb(${viridis(fraction)
    .map((part) => Math.round(part * 255))
    .join(' ')})`;
}
