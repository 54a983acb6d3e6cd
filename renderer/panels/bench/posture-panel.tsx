import { Hand, House } from 'lucide-react';
import { useState } from 'react';
import type { ArmStatus } from '../../../shared/arm';
import { Button } from '../../design/button';
import { Dialog } from '../../design/dialog';
import { Panel } from '../../design/panel';
import { useLab, useLabClient } from '../../state/lab-context';
import styles from './bench-screen.module.css';
import { homePosture } from './joint-targets';
import type { Jog } from './use-jog';

interface PosturePanelProps {
  readonly arm: ArmStatus;
  readonly jog: Jog;
  readonly refused: string | undefined;
}

/** Whole-arm actions: go home, let go of the torque, take it up again. */
export function PosturePanel({ arm, jog, refused }: PosturePanelProps) {
  const client = useLabClient();
  const connected = useLab((state) => state.connection.type === 'connected');
  const [asking, setAsking] = useState(false);
  const unreachable = connected ? undefined : 'The host does not answer.';
  const latched = arm.mode === 'stopped' || arm.mode === 'released';
  return (
    <Panel title="Posture" small={refused === undefined ? 'the arm may be moved from here' : 'not free to move'}>
      <div className={styles.card}>
        {refused !== undefined && <p className={styles.reason}>{refused}</p>}
        <div className={styles.row}>
          <Button icon={<House aria-hidden="true" />} disabledReason={refused} title="Moves every joint to 0°, eased in" onClick={() => { jog.moveTo(homePosture(arm.description?.joints ?? [])); }}>
            Home posture
          </Button>
          {latched ? (
            <Button kind="primary" disabledReason={unreachable} title="Torque on, holding where the arm is" onClick={() => void client.call('arm.engage')}>
              Engage
            </Button>
          ) : (
            <Button kind="danger" icon={<Hand aria-hidden="true" />} disabledReason={unreachable} onClick={() => { setAsking(true); }}>
              Release…
            </Button>
          )}
        </div>
        {arm.mode === 'stopped' && (
          <Button kind="danger" icon={<Hand aria-hidden="true" />} disabledReason={unreachable} onClick={() => { setAsking(true); }}>
            Release…
          </Button>
        )}
      </div>
      {asking && <ReleaseDialog onClose={() => { setAsking(false); }} />}
    </Panel>
  );
}

function ReleaseDialog({ onClose }: { readonly onClose: () => void }) {
  const client = useLabClient();
  return (
    <Dialog
      title="Support the arm before the torque goes off"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Keep holding</Button>
          <Button
            kind="danger"
            icon={<Hand aria-hidden="true" />}
            onClick={() => {
              void client.call('arm.release');
              onClose();
            }}
          >
            Release the torque
          </Button>
        </>
      }
    >
      <p>Without torque every joint falls under its own weight, at once. Take hold of the arm near the gripper, clear the space under it, then release.</p>
      <p>STOP holds the arm where it is without letting it fall: release is only for moving it by hand or ending the work.</p>
    </Dialog>
  );
}
