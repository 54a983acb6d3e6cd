import { useCallback, useEffect, useState } from 'react';
import type { KnownArm, PortDescription } from '../../../shared/arm-setup';
import { useLabClient } from '../../state/lab-context';

export interface Ports {
  /** Undefined until the host has answered. */
  readonly ports: readonly PortDescription[] | undefined;
  readonly arms: readonly KnownArm[];
  refresh(): void;
}

/** The serial ports of the host's computer and the arms of the library; read when asked for, not by themselves. */
export function usePorts(): Ports {
  const client = useLabClient();
  const [ports, setPorts] = useState<readonly PortDescription[]>();
  const [arms, setArms] = useState<readonly KnownArm[]>([]);
  const refresh = useCallback(() => {
    void client.call('ports.list').then((answer) => { setPorts(answer ?? []); });
    void client.call('arms.list').then((answer) => { setArms(answer ?? []); });
  }, [client]);
  useEffect(refresh, [refresh]);
  return { ports, arms, refresh };
}
