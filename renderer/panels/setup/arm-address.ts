import type { KnownArm, PortDescription } from '../../../shared/arm-setup';

/** Ways to an arm that need no port. */
export const emulatedArms = ['sim', 'emulated-feetech', 'emulated-dynamixel', 'emulated-board'] as const;
export type ArmWay = (typeof emulatedArms)[number] | 'port';

export interface ArmChoice {
  readonly way: ArmWay;
  readonly path: string;
  /** What is at the port: found out by asking, or said by the operator because a board answers otherwise. */
  readonly speaks: 'servos' | 'board';
  /** Whose calibration to use; empty for the one that the servos hold. */
  readonly armName: string;
}

/** The address to connect to: "sim", "/dev/ttyACM0", "board:COM3", "/dev/ttyACM0?arm=left". A path may be written with all of that by hand. */
export function armAddress({ way, path, speaks, armName }: ArmChoice): string {
  if (way !== 'port') return way;
  const written = path.trim();
  const kind = speaks === 'board' && !written.startsWith('board:') ? 'board:' : '';
  const arm = armName === '' || speaks === 'board' || written.includes('?arm=') ? '' : `?arm=${armName}`;
  return `${kind}${written}${arm}`;
}

/** What an adapter says of itself, in one line; its path alone says little. */
export function portWords({ manufacturer, serialNumber, vendorId, productId }: PortDescription): string {
  const ids = vendorId !== undefined && productId !== undefined ? `${vendorId}:${productId}` : undefined;
  return [manufacturer, serialNumber === undefined ? undefined : `no. ${serialNumber}`, ids].filter((part) => part !== undefined).join(' · ') || 'says nothing of itself';
}

/** "6 joints · calibrated 3 Mar 2026", or why it cannot be used. */
export function armWords({ joints, calibratedAtMs, problem }: KnownArm): string {
  return problem ?? `${String(joints.length)} joints · calibrated ${new Date(calibratedAtMs).toLocaleDateString(undefined, { dateStyle: 'medium' })}`;
}
