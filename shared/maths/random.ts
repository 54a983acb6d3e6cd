/**
 * A seeded generator whose state can be stored: sfc32 (Chris Doty-Humphrey, PractRand), 128 bits of state.
 * One seed gives one sequence on every machine.
 */
export interface RandomSource {
  /** Uniform in [0, 1), 32 bits of resolution. */
  uniform(): number;
  /** Standard normal, by the polar method of Marsaglia. */
  normal(): number;
  /** Uniform integer in [0, bound); `bound` at most 2^32. */
  integer(bound: number): number;
  fillNormal(target: Float32Array): void;
  /** A generator of its own, whose sequence is fixed by this one's state and the label. */
  fork(label: string): RandomSource;
  state(): RandomState;
}

/** Four words, then the spare normal if there is one. */
export interface RandomState {
  readonly words: readonly [number, number, number, number];
  readonly spare?: number;
}

export function createRandom(seed: number): RandomSource {
  const random = fromState({ words: [seed >>> 0, (seed ^ 0x9e37_79b9) >>> 0, 0xb7e1_5162, 1] });
  for (let round = 0; round < 16; round += 1) random.uniform();
  return random;
}

export function restoreRandom(state: RandomState): RandomSource {
  return fromState(state);
}

function fromState(initial: RandomState): RandomSource {
  let [a, b, c, counter] = initial.words;
  let spare = initial.spare;

  function word(): number {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return sum >>> 0;
  }

  function uniform(): number {
    return word() / 0x1_0000_0000;
  }

  function normal(): number {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    for (;;) {
      const x = 2 * uniform() - 1;
      const y = 2 * uniform() - 1;
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const scale = Math.sqrt((-2 * Math.log(square)) / square);
      spare = y * scale;
      return x * scale;
    }
  }

  /** Pairs of normals, as `normal` makes them, from `from` on while there is room for two. Returns where they end. */
  function fillPairs(target: Float32Array, from: number): number {
    // The same words as `word` makes, with the state in local variables: that halves the time.
    let [p, q, r, count] = [a, b, c, counter];
    let index = from;
    while (index + 1 < target.length) {
      const first = (p + q + count) | 0;
      p = q ^ (q >>> 9);
      q = (r + (r << 3)) | 0;
      r = (((r << 21) | (r >>> 11)) + first) | 0;
      const second = (p + q + count + 1) | 0;
      count = (count + 2) | 0;
      p = q ^ (q >>> 9);
      q = (r + (r << 3)) | 0;
      r = (((r << 21) | (r >>> 11)) + second) | 0;
      const x = (first >>> 0) / 0x8000_0000 - 1;
      const y = (second >>> 0) / 0x8000_0000 - 1;
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const scale = Math.sqrt((-2 * Math.log(square)) / square);
      target[index] = x * scale;
      target[index + 1] = y * scale;
      index += 2;
    }
    [a, b, c, counter] = [p, q, r, count];
    return index;
  }

  return {
    uniform,
    normal,
    integer: (bound) => Math.floor(uniform() * bound),
    fillNormal(target) {
      let index = 0;
      if (spare !== undefined && target.length > 0) {
        target[0] = normal();
        index = 1;
      }
      index = fillPairs(target, index);
      if (index < target.length) target[index] = normal();
    },
    fork(label) {
      let hash = 0x811c_9dc5;
      for (let index = 0; index < label.length; index += 1) hash = Math.imul(hash ^ label.charCodeAt(index), 0x0100_0193);
      const child = fromState({ words: [(a ^ hash) >>> 0, (b ^ hash) >>> 0, c >>> 0, (counter ^ hash) >>> 0] });
      for (let round = 0; round < 16; round += 1) child.uniform();
      return child;
    },
    state: () => ({ words: [a >>> 0, b >>> 0, c >>> 0, counter >>> 0], ...(spare === undefined ? {} : { spare }) }),
  };
}
