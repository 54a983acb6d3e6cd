import type { Transport } from '../../transport/transport';
import { encodeFrame, FrameParser } from '../frame';
import { acknowledgeStatus, boardMode, jointCount, messageTable, protocolVersion, unitsPerUs, type BoardMessage, type MessageBody } from '../messages';

type Answer = BoardMessage | undefined;

/** The far end of a line that answers as it is told: for the cases that a good board never shows. */
export class ScriptedBoard {
  readonly heard: BoardMessage[] = [];
  /** What to answer instead of the usual; undefined is silence. */
  answer: (message: BoardMessage, usual: Answer) => Answer = (_, usual) => usual;
  version = protocolVersion;

  constructor(private readonly line: Transport) {
    const parser = new FrameParser((message) => {
      this.heard.push(message);
      const answer = this.answer(message, this.usual(message));
      if (answer !== undefined) this.send(answer);
    });
    line.onBytes((bytes) => parser.push(bytes));
  }

  send(message: BoardMessage): void {
    void this.line.write(encodeFrame(message));
  }

  sendTelemetry(timeMs: number): void {
    this.send({ type: 'telemetry-state', sequence: 0, ...this.state(timeMs) });
  }

  private usual(message: BoardMessage): Answer {
    const { sequence } = message;
    switch (message.type) {
      case 'hello':
        return { type: 'hello-reply', sequence, protocolVersion: this.version, jointCount, firmwareMajor: 1, firmwareMinor: 0, firmwarePatch: 0, resetCause: 2, watchdogMs: 250, mode: boardMode.ready, flags: 0 };
      case 'get-state':
        return { type: 'state', sequence, ...this.state(0) };
      case 'get-limits':
        return { type: 'limits', sequence, joint: message.joint, lowest: 8000, highest: 40_000, slewUsS: 1000 };
      default:
        return { type: 'acknowledge', sequence, command: messageTable[message.type].number, status: acknowledgeStatus.ok, mode: boardMode.ready };
    }
  }

  private state(timeMs: number): MessageBody<'state'> {
    const widths = new Array<number>(jointCount).fill(1500 * unitsPerUs);
    return { timeMs, mode: boardMode.ready, flags: 0, widths, targetWidths: widths, damagedFrames: 0, wrongCrcs: 0, receiveOverruns: 0, droppedFrames: 0 };
  }
}
