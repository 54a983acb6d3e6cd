/**
 * What a listener hears of packets that were sent on one wire at once. An idle line is high and a zero pulls it down,
 * so that each byte is the AND of all; servos of one id that say the same are heard as one.
 */
export function overlay(packets: readonly Uint8Array[]): Uint8Array {
  const length = Math.max(0, ...packets.map((packet) => packet.length));
  return Uint8Array.from({ length }, (_, place) => packets.reduce((heard, packet) => heard & (packet[place] ?? 0xff), 0xff));
}

/** Replies in the order in which they come; those of one id come at once. */
export function asHeard<Reply extends { readonly id: number }>(replies: readonly Reply[], encode: (reply: Reply) => Uint8Array): readonly Uint8Array[] {
  const ids = [...new Set(replies.map(({ id }) => id))];
  return ids.map((id) => overlay(replies.filter((reply) => reply.id === id).map(encode)));
}
