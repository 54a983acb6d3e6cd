import { Failure } from '../../../shared/contract/failure';

/** Where a serial arm is and what is known of it, as the operator wrote it: [KIND:]PATH[?arm=NAME]. */
export interface SerialAddress {
  readonly path: string;
  /** Without one, the bus is asked. */
  readonly kind?: SerialKind;
  /** Whose calibration to use. */
  readonly armName?: string;
}

export const serialKinds = ['feetech', 'dynamixel'] as const;
export type SerialKind = (typeof serialKinds)[number];

const armMark = '?arm=';

/** Whether an address is that of a serial port: with a kind before it, or a path of Unix or Windows. */
export function isSerialAddress(address: string): boolean {
  return kindOf(address) !== undefined || address.startsWith('/') || /^(COM\d+|\\\\\.\\)/i.test(address);
}

/** @throws Failure when there is no path, or an empty name. */
export function parseSerialAddress(address: string): SerialAddress {
  const kind = kindOf(address);
  const rest = kind === undefined ? address : address.slice(kind.length + 1);
  const mark = rest.lastIndexOf(armMark);
  const path = mark < 0 ? rest : rest.slice(0, mark);
  const armName = mark < 0 ? undefined : rest.slice(mark + armMark.length);
  if (path === '' || armName === '') {
    throw new Failure('bad-argument', `"${address}" names no port: write it as /dev/ttyACM0, feetech:/dev/ttyACM0, dynamixel:COM3?arm=left or board:/dev/ttyUSB0.`);
  }
  return { path, ...(kind === undefined ? {} : { kind }), ...(armName === undefined ? {} : { armName }) };
}

function kindOf(address: string): SerialKind | undefined {
  return serialKinds.find((kind) => address.startsWith(`${kind}:`));
}
