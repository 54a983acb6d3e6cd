import { decode, encode, ExtensionCodec } from '@msgpack/msgpack';
import { z } from 'zod';
import type { CallAnswer } from './bridge';
import { Failure } from './failure';
import type { contractVersion, TelemetryBatch } from './frames';

/**
 * What goes over the WebSocket between the browser host and its windows: one MessagePack value a message.
 * Typed arrays travel as MessagePack extensions, numbers little-endian:
 *
 *   extension type 1: Float32Array     extension type 2: Float64Array
 *
 * `undefined` properties are left out, so that they come back absent.
 */

const typedArrays = [
  { type: 1, bytes: 4, holds: (value: unknown): value is Float32Array => value instanceof Float32Array, read: (buffer: ArrayBuffer) => new Float32Array(buffer) },
  { type: 2, bytes: 8, holds: (value: unknown): value is Float64Array => value instanceof Float64Array, read: (buffer: ArrayBuffer) => new Float64Array(buffer) },
] as const;

const extensionCodec = new ExtensionCodec();
for (const kind of typedArrays) {
  extensionCodec.register({
    type: kind.type,
    encode: (value: unknown) => (kind.holds(value) ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength) : null),
    decode: (bytes: Uint8Array) => {
      if (bytes.byteLength % kind.bytes !== 0) throw new RangeError(`a typed array of ${bytes.byteLength} bytes is no whole number of ${kind.bytes}-byte values`);
      // Copied, because the bytes lie unaligned inside the message; `slice` would not copy a Node Buffer.
      return kind.read(new Uint8Array(bytes).buffer);
    },
  });
}

/** Heartbeats: the host says something at least this often, so that a window notices a dead link. */
export const beatIntervalMs = 2_000;
/** A window calls the link lost after this long without a word. */
export const beatTimeoutMs = 7_000;
/** Batches that may be on their way to one window before it has said that it saw the first of them. */
export const batchesInFlight = 4;

/** From a window to its host. */
export const windowMessageSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('call'), id: z.number().int().min(0), name: z.string().max(64), argument: z.unknown().optional() }),
  /** The window has taken the batch of this sequence number: the host may send more. */
  z.strictObject({ type: z.literal('seen'), sequence: z.number().int().min(0) }),
]);
export type WindowMessage = z.infer<typeof windowMessageSchema>;

/** From the host to a window. */
export type HostMessage =
  | { readonly type: 'hello'; readonly contractVersion: typeof contractVersion }
  | { readonly type: 'answer'; readonly id: number; readonly answer: CallAnswer }
  | { readonly type: 'telemetry'; readonly batch: TelemetryBatch }
  | { readonly type: 'beat' };

/** Encodes one message; the result owns its bytes. */
export function encodeWire(message: HostMessage | WindowMessage): Uint8Array<ArrayBuffer> {
  return encode(message, { extensionCodec, ignoreUndefined: true }).slice();
}

/** Decodes one message. Throws a `Failure` of code `bad-argument` when the bytes are not one MessagePack value. */
export function decodeWire(bytes: Uint8Array | ArrayBuffer): unknown {
  try {
    return decode(bytes, { extensionCodec });
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new Failure('bad-argument', `A message of ${bytes.byteLength} bytes is not MessagePack (${detail}); reload the window.`, { cause: error });
  }
}
