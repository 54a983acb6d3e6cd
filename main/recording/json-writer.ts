/**
 * Writes JSON as bytes, without strings in between: an episode is mostly numbers, and one step in the thread of the
 * control loop must cost little. Everything is ASCII.
 */
export interface JsonWriter {
  /** ASCII text as it is; `quoted` makes it of a name. */
  raw(text: string): void;
  /** A single-precision value in few digits, which read back bit for bit. `null` for what is not finite. */
  float32(value: number): void;
  /** Double precision, exact. `null` for what is not finite. */
  float64(value: number): void;
  float32List(values: ArrayLike<number>): void;
  float64List(values: ArrayLike<number>): void;
  /** What was written since the last `take`: a view that the next write changes. */
  take(): Uint8Array;
}

/** A string as JSON in ASCII. */
export function quoted(text: string): string {
  return JSON.stringify(text).replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Longest text of one number, with room to spare. */
const numberRoom = 32;
const zero = 48;
const point = 46;
const minus = 45;
const comma = 44;

export function createJsonWriter(): JsonWriter {
  let bytes = new Uint8Array(4096);
  let length = 0;

  function reserve(more: number): void {
    if (length + more <= bytes.length) return;
    const larger = new Uint8Array(Math.max(2 * bytes.length, length + more));
    larger.set(bytes);
    bytes = larger;
  }

  function raw(text: string): void {
    reserve(text.length);
    for (let index = 0; index < text.length; index += 1) bytes[length + index] = text.charCodeAt(index);
    length += text.length;
  }

  function float64(value: number): void {
    raw(Number.isFinite(value) ? String(value) : 'null');
  }

  function float32(value: number): void {
    const single = Math.fround(value);
    const size = Math.abs(single);
    // So many decimals that the last is worth less than half the distance to the next float32.
    const decimals = size >= 2 ? 7 : size >= 0.125 ? 8 : size >= 0.0125 ? 9 : 10;
    const scale = decimals === 8 ? 1e8 : decimals === 7 ? 1e7 : decimals === 9 ? 1e9 : 1e10;
    const scaled = Math.round(size * scale);
    // Very large and very small values take the long way.
    if (size < 16 && Math.fround(scaled / scale) === size) fixed(single < 0, scaled, decimals);
    else float64(single);
  }

  /** scaled / 10^decimals without trailing zeros; `scaled` below 2^31. */
  function fixed(negative: boolean, scaled: number, decimals: number): void {
    reserve(numberRoom);
    if (negative) bytes[length++] = minus;
    let rest = scaled | 0;
    let places = decimals;
    while (places > 0 && rest % 10 === 0) {
      rest = (rest / 10) | 0;
      places -= 1;
    }
    // Backwards from the end: the places, the point, then at least one digit.
    const whole = digitsOf(rest) - places;
    const end = length + Math.max(whole, 1) + (places > 0 ? 1 + places : 0);
    for (let at = end - 1; at >= length; at -= 1) {
      if (places > 0 && at === end - 1 - places) {
        bytes[at] = point;
        continue;
      }
      bytes[at] = zero + (rest % 10);
      rest = (rest / 10) | 0;
    }
    length = end;
  }

  function list(values: ArrayLike<number>, write: (value: number) => void): void {
    raw('[');
    for (let index = 0; index < values.length; index += 1) {
      if (index > 0) {
        reserve(1);
        bytes[length++] = comma;
      }
      write(values[index] ?? Number.NaN);
    }
    raw(']');
  }

  return {
    raw,
    float32,
    float64,
    float32List: (values) => list(values, float32),
    float64List: (values) => list(values, float64),
    take() {
      const view = bytes.subarray(0, length);
      length = 0;
      return view;
    },
  };
}

function digitsOf(value: number): number {
  let digits = 1;
  for (let bound = 10; value >= bound; bound *= 10) digits += 1;
  return digits;
}
