import { acknowledgeStatus, protocolVersion, resetCause, type MessageOf } from './messages';

/** What the board says, in words for the operator. */

const refusals: Readonly<Record<number, string>> = {
  [acknowledgeStatus.badLength]: 'The board did not understand the length of a command: its firmware and Tempera differ. Flash the firmware that came with Tempera.',
  [acknowledgeStatus.unknownCommand]: 'The board does not know a command: its firmware is older than Tempera. Flash the firmware that came with Tempera.',
  [acknowledgeStatus.outOfRange]: 'The board refused a value outside of its limits. Disconnect and connect again, so that the limits are sent anew.',
  [acknowledgeStatus.stopped]: 'The board is stopped and holds. Close its stop switch if it is open, then engage.',
  [acknowledgeStatus.held]: 'The board heard nothing for 250 ms and holds. Engage to go on; close other programs if this comes back.',
  [acknowledgeStatus.released]: 'The board has let the servos go. Support the arm and engage.',
  [acknowledgeStatus.switchOpen]: 'The stop switch of the board is open. Close it (or put its jumper between D2 and GND in place), then engage.',
  [acknowledgeStatus.pulsesOn]: 'The board holds the arm and does not take other limits meanwhile. Support the arm, switch the board off and on, and connect again.',
};

export function refusalSentence(status: number): string {
  return refusals[status] ?? `The board refused a command for a reason that this Tempera does not know (${status}). Update Tempera.`;
}

const causes: readonly (readonly [number, string])[] = [
  [resetCause.brownOut, 'its supply voltage broke down. Give the servos a supply of their own, with enough current, and connect again'],
  [resetCause.watchdog, 'its program hung and its watchdog restarted it; it holds the arm where it was. Connect again'],
  [resetCause.powerOn, 'its power was switched off and on. Support the arm and connect again'],
  [resetCause.external, 'its reset button was pressed or another program opened its port. Support the arm and connect again'],
];

export function restartSentence(address: string, cause: number): string {
  const known = causes.find(([bit]) => (cause & bit) !== 0);
  return `The board at ${address} restarted: ${known?.[1] ?? 'it does not know why. Check its supply and connect again'}.`;
}

export function versionSentence(address: string, hello: MessageOf<'hello-reply'>): string {
  const remedy = hello.protocolVersion < protocolVersion ? 'Flash the firmware that came with Tempera' : 'Update Tempera, or flash the firmware that came with it';
  return `The board at ${address} speaks version ${hello.protocolVersion} of the protocol, this Tempera version ${protocolVersion}. ${remedy}.`;
}

export function silenceSentence(address: string): string {
  return `Nothing at ${address} answers as a Tempera board. Check the board's power and cable, that this is its port, and that the Tempera firmware is on it.`;
}
