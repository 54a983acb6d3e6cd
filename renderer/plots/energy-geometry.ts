import type { ActionFan, EnergySlice } from '../../shared/lens';

/** What the heat map shows: the Boltzmann density exp((Q - max Q) / alpha), or Q / alpha itself. */
export type EnergyView = 'density' | 'value';

/** Values of the cells between 0 and 1, row 0 at the bottom (y = -1), and the range that they stand for. */
export interface EnergyField {
  readonly shade: Float64Array;
  /** Q / alpha of the lowest and the highest cell. */
  readonly lowest: number;
  readonly highest: number;
}

/**
 * `density` is relative to the slice's own maximum: 1 where the Boltzmann policy is densest within the slice. `value`
 * spreads Q / alpha evenly over the colours.
 */
export function energyField(slice: EnergySlice, alpha: number, view: EnergyView): EnergyField {
  let minimum = Number.POSITIVE_INFINITY;
  let maximum = Number.NEGATIVE_INFINITY;
  for (const q of slice.q) {
    minimum = Math.min(minimum, q);
    maximum = Math.max(maximum, q);
  }
  const span = maximum - minimum || 1;
  const shade = Float64Array.from(slice.q, (q) => (view === 'density' ? Math.exp((q - maximum) / alpha) : (q - minimum) / span));
  return { shade, lowest: minimum / alpha, highest: maximum / alpha };
}

export interface Frame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The fan's actions in the slice's two dimensions, as pixels of `frame`: x, y, x, y, ... with y upwards. */
export function samplePixels(fan: ActionFan, actionSize: number, slice: EnergySlice, frame: Frame): Float32Array {
  const count = Math.floor(fan.actions.length / Math.max(1, actionSize));
  const pixels = new Float32Array(count * 2);
  for (let row = 0; row < count; row += 1) {
    const x = fan.actions[row * actionSize + slice.dimensionX] ?? 0;
    const y = fan.actions[row * actionSize + slice.dimensionY] ?? 0;
    pixels[row * 2] = frame.left + ((x + 1) / 2) * frame.width;
    pixels[row * 2 + 1] = frame.top + ((1 - y) / 2) * frame.height;
  }
  return pixels;
}

/** Shades to the bytes of an image with row 0 on top, through a colour map that gives red, green, blue in 0 to 1. */
export function fieldImage(
  field: EnergyField,
  columns: number,
  rows: number,
  colour: (shade: number) => readonly [number, number, number],
): Uint8ClampedArray<ArrayBuffer> {
  const bytes = new Uint8ClampedArray(columns * rows * 4);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const [red, green, blue] = colour(field.shade[row * columns + column] ?? 0);
      const offset = ((rows - 1 - row) * columns + column) * 4;
      bytes[offset] = red * 255;
      bytes[offset + 1] = green * 255;
      bytes[offset + 2] = blue * 255;
      bytes[offset + 3] = 255;
    }
  }
  return bytes;
}
