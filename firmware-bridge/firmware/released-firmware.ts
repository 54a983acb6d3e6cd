import { createHash } from 'node:crypto';
import { Failure } from '../../shared/contract/failure';
import release from './release/tempera-board.json';

/** The firmware that ships with this Tempera. */
export interface ReleasedFirmware {
  readonly version: string;
  /** What it was compiled with: another compiler may give other bytes. */
  readonly compiler: string;
  /** Intel HEX, as in release/tempera-board.hex. */
  readonly hex: string;
}

/** @throws Failure when the shipped firmware is not what was released. */
export function releasedFirmware(): ReleasedFirmware {
  const hex = release.hex.map((line) => `${line}\r\n`).join('');
  const sha256 = createHash('sha256').update(hex).digest('hex');
  if (sha256 !== release.sha256) throw new Failure('damaged-file', `The firmware of the board is damaged: its SHA-256 is ${sha256}, not ${release.sha256}. Install Tempera again.`);
  return { version: release.version, compiler: release.compiler, hex };
}
