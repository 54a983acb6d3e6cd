import type { Lab } from '../lab/lab';

/**
 * Lets a run that was stopped go on, as an operator does who has looked at the arm: connects it again where the link
 * was lost, or else engages it, and continues. Rejects with a `Failure` while the cause stands.
 */
export async function goOn(lab: Lab, address: string | undefined): Promise<void> {
  const { arm } = await lab.call('lab.snapshot');
  if (arm.stop?.code === 'link-lost' || arm.mode === 'disconnected') {
    const known = arm.address ?? address;
    if (known !== undefined) await lab.call('arm.connect', { address: known });
  } else if (arm.mode === 'stopped' || arm.mode === 'released') await lab.call('arm.engage');
  await lab.call('training.continue');
}
