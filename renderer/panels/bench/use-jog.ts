import { useEffect, useMemo, useState } from 'react';
import type { ArmMode, ArmStatus } from '../../../shared/arm';
import { useLabClient } from '../../state/lab-context';
import { JogSender, windowClock } from './jog-sender';

export interface Jog {
  /** Where the operator's hand has set the joints; absent while the arm's own goals hold. */
  readonly targetRad: readonly number[] | undefined;
  moveTo(positionRad: readonly number[]): void;
}

/**
 * Moves the arm by hand. The target is forgotten as soon as the arm has come to rest, was stopped or has another owner,
 * so that nothing goes on by itself after an Engage.
 */
export function useJog(arm: ArmStatus | undefined, refused: string | undefined): Jog {
  const client = useLabClient();
  const [targetRad, setTargetRad] = useState<readonly number[]>();
  const sender = useMemo(
    () =>
      new JogSender(async (positionRad) => {
        const answer = await client.call('arm.jog', { positionRad: [...positionRad] });
        if (!answer) setTargetRad(undefined);
      }, windowClock),
    [client],
  );
  useEffect(() => () => { sender.cancel(); }, [sender]);

  const mode = arm?.mode;
  const [previousMode, setPreviousMode] = useState<ArmMode | undefined>(mode);
  if (mode !== previousMode) {
    setPreviousMode(mode);
    if (mode !== 'moving') setTargetRad(undefined);
  }
  const may = refused === undefined;
  useEffect(() => {
    if (!may) sender.cancel();
  }, [may, sender]);

  return {
    targetRad: may ? targetRad : undefined,
    moveTo(positionRad) {
      if (!may) return;
      setTargetRad(positionRad);
      sender.push(positionRad);
    },
  };
}
