/** What can be made to go wrong on an emulated line. Each is a probability per reply. */
export interface LineFaults {
  /** A reply does not come. */
  dropReply: number;
  /** One byte of a reply is changed. */
  corruptReply: number;
  /** A stray byte comes before a reply. */
  noise: number;
}

export const noFaults: LineFaults = { dropReply: 0, corruptReply: 0, noise: 0 };

/** What becomes of a reply on a faulty line; `uniform` draws from [0, 1). The bytes given are not changed. */
export function spoil(bytes: Uint8Array, faults: LineFaults, uniform: () => number): Uint8Array {
  if (uniform() < faults.dropReply) return new Uint8Array();
  const spoilt = bytes.slice();
  if (uniform() < faults.corruptReply) {
    const place = Math.floor(uniform() * spoilt.length);
    spoilt[place] = (spoilt[place] ?? 0) ^ (1 + Math.floor(uniform() * 255));
  }
  return uniform() < faults.noise ? Uint8Array.of(Math.floor(uniform() * 256), ...spoilt) : spoilt;
}
