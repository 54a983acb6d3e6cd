import { Failure } from '../../../shared/contract/failure';
import { defaultBusOptions, ServoBus } from '../../../firmware-bridge/servo-bus';
import type { Transport } from '../../../firmware-bridge/transport/transport';
import type { ServoArmProfile } from './servo-arm-profile';

export type OpenLine = (path: string, baudRate: number) => Promise<Transport>;

export interface FoundBus {
  readonly profile: ServoArmProfile;
  readonly baudRate: number;
}

/** A servo answers within a millisecond; adapters hold bytes back for up to 16 ms. */
const latencyMs = 30;

/**
 * Finds out which servos are on a port, and at which baud rate, by pinging the ids of each profile's joints. The port
 * is closed again.
 * @throws Failure that says what was tried, when nothing answers.
 */
export async function probeBus(path: string, profiles: readonly ServoArmProfile[], openLine: OpenLine): Promise<FoundBus> {
  const tried: string[] = [];
  for (const profile of profiles) {
    for (const baudRate of profile.family.baudRates) {
      if (await anyAnswers(await openLine(path, baudRate), profile, baudRate)) return { profile, baudRate };
      tried.push(`${profile.family.title} at ${baudRate} baud`);
    }
  }
  throw new Failure('not-found', `Nothing answers at ${path} (tried ${tried.join(', ')}). Check that the arm's supply is on and that this is its port.`);
}

async function anyAnswers(line: Transport, { family, joints }: ServoArmProfile, baudRate: number): Promise<boolean> {
  const bus = new ServoBus(family.protocol, line, { ...defaultBusOptions, baudRate, latencyMs });
  try {
    for (const { id } of joints) if ((await bus.ping(id)) !== undefined) return true;
    return false;
  } finally {
    await bus.close();
  }
}
