import type { RawData, WebSocket } from 'ws';
import { Failure } from '../../shared/contract/failure';
import { contractVersion } from '../../shared/contract/frames';
import { beatIntervalMs, decodeWire, encodeWire, windowMessageSchema, type HostMessage, type WindowMessage } from '../../shared/contract/wire';
import type { Clock } from '../lab/clock';
import type { LabService } from '../lab/lab-service';
import { parseArgument } from '../lab/parse-argument';
import { feedWindow } from '../lab/window-feed';

/** Above this many bytes waiting in the socket a window is slow: it gets the newest when it has caught up. */
const congestedBytes = 1_000_000;
/** Calls of one window that may be unanswered at a time. */
const openCallLimit = 64;
/** Beats without a pong after which the other end is gone. */
const silentBeatLimit = 5;

/** Close codes of RFC 6455, section 7.4.1. */
const closeCode = { goingAway: 1001, unreadable: 1007 } as const;

/** Serves one window until its socket closes. Returns what closes it from this side. */
export function serveWindow(socket: WebSocket, lab: LabService, clock: Clock): () => void {
  let openCalls = 0;
  let silentBeats = 0;
  let cancelBeat: () => void = () => undefined;

  const send = (message: HostMessage, sent?: () => void): void => {
    if (socket.readyState === socket.OPEN) socket.send(encodeWire(message), sent);
  };
  const feed = feedWindow(lab, {
    send: (batch) => send({ type: 'telemetry', batch }, () => feed.resume()),
    clear: () => socket.bufferedAmount < congestedBytes,
  });

  const beat = (): void => {
    silentBeats += 1;
    if (silentBeats > silentBeatLimit) {
      socket.terminate();
      return;
    }
    socket.ping();
    send({ type: 'beat' });
    cancelBeat = clock.after(beatIntervalMs, beat);
  };

  const serveCall = async (message: WindowMessage & { readonly type: 'call' }): Promise<void> => {
    if (openCalls >= openCallLimit) {
      const failure = new Failure('busy', `This window has ${openCalls} calls open; wait for an answer before "${message.name}".`).report();
      send({ type: 'answer', id: message.id, answer: { ok: false, failure } });
      return;
    }
    openCalls += 1;
    const answer = await lab.answer(message.name, message.argument);
    openCalls -= 1;
    send({ type: 'answer', id: message.id, answer });
  };

  socket.on('message', (data, isBinary) => {
    const message = readMessage(data, isBinary);
    if (message instanceof Failure) socket.close(closeCode.unreadable, closeReason(message.message));
    else if (message.type === 'seen') feed.seen(message.sequence);
    else void serveCall(message);
  });
  socket.on('pong', () => {
    silentBeats = 0;
  });
  // After an error (an oversized message, a broken frame) ws closes the socket by itself, with the fitting code.
  socket.on('error', () => feed.close());
  socket.on('close', () => {
    cancelBeat();
    feed.close();
  });
  send({ type: 'hello', contractVersion });
  beat();
  return () => socket.close(closeCode.goingAway, 'Tempera is closing.');
}

function readMessage(data: RawData, isBinary: boolean): WindowMessage | Failure {
  try {
    if (!isBinary || !(data instanceof Buffer)) throw new Failure('bad-argument', 'Messages are binary MessagePack.');
    return parseArgument('message', windowMessageSchema, decodeWire(data));
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}

/** A close frame has room for 123 bytes of reason. */
function closeReason(sentence: string): string {
  return Buffer.from(sentence, 'ascii').subarray(0, 120).toString('ascii');
}
