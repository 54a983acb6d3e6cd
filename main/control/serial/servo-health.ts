import { Failure } from '../../../shared/contract/failure';
import type { ServoReply } from '../../../firmware-bridge/bus-protocol';
import type { ServoBus } from '../../../firmware-bridge/servo-bus';
import type { ServoFamily, ServoHealth } from '../../../firmware-bridge/servo-family';

/** How each servo is, in the order of the ids. @throws Failure that names the first that stays silent. */
export async function readHealth(bus: ServoBus, family: ServoFamily, ids: readonly number[]): Promise<readonly ServoHealth[]> {
  const replies: (readonly ServoReply[])[] = [];
  for (const stretch of family.healthStretches) replies.push(await bus.syncRead(ids, stretch));
  return healthOf(family, ids, replies);
}

/** The same without second tries; undefined when a servo stays silent. */
export async function tryReadHealth(bus: ServoBus, family: ServoFamily, ids: readonly number[]): Promise<readonly ServoHealth[] | undefined> {
  const replies: (readonly ServoReply[])[] = [];
  for (const stretch of family.healthStretches) {
    const answered = await bus.trySyncRead(ids, stretch);
    if (answered === undefined) return undefined;
    replies.push(answered);
  }
  return healthOf(family, ids, replies);
}

/** A servo that starts anew is silent for a moment: this is how often it is asked whether it is back. */
const triesAfterReboot = 20;

/** Restarts a servo that has shut down, and waits until it answers. */
export async function rebootServo(bus: ServoBus, { id, name }: { readonly id: number; readonly name: string }): Promise<void> {
  await bus.reboot(id);
  for (let turn = 0; turn < triesAfterReboot; turn += 1) if ((await bus.ping(id)) !== undefined) return;
  throw new Failure('link-lost', `${name} (id ${id}) did not come back after it was restarted: switch the supply off and on, then connect again.`);
}

function healthOf(family: ServoFamily, ids: readonly number[], replies: readonly (readonly ServoReply[])[]): readonly ServoHealth[] {
  return ids.map((_, index) => {
    const own = replies.flatMap((stretch) => stretch[index] ?? []);
    return family.decodeHealth(own.map((reply) => reply.data), own.at(-1)?.errorBits ?? 0);
  });
}
