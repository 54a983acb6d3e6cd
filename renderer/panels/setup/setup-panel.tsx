import { useState } from 'react';
import type { KnownArm, ServoKind, SetupRequest } from '../../../shared/arm-setup';
import { Button } from '../../design/button';
import { Panel } from '../../design/panel';
import { Segmented } from '../../design/segmented';
import { TextField } from '../../design/text-field';
import { useLab, useLabClient } from '../../state/lab-context';
import type { ArmChoice } from './arm-address';
import styles from './setup.module.css';

interface SetupPanelProps {
  /** What the connection panel has chosen: the same port is set up. */
  readonly choice: ArmChoice;
  readonly arms: readonly KnownArm[];
}

/** Everything that comes before connecting: which port, who answers, ids, calibration, firmware. */
export function SetupPanel({ choice, arms }: SetupPanelProps) {
  const client = useLabClient();
  const connected = useLab((state) => state.connection.type === 'connected');
  const [kind, setKind] = useState<ServoKind>('feetech');
  const [newName, setNewName] = useState('');
  const unreachable = connected ? undefined : 'The host does not answer.';
  const path = choice.way === 'port' ? choice.path.trim() : choice.way;
  const armName = choice.armName === '' ? newName.trim() : choice.armName;
  const noPort = unreachable ?? (choice.way === 'sim' ? 'The simulated arm needs no setting up: choose a serial port, or an arm over serial to practise.' : path === '' ? 'Choose a port first, or type its path.' : undefined);
  const board = choice.way === 'emulated-board' || choice.speaks === 'board';
  const noServos = noPort ?? (board ? 'A board’s hobby servos tell no position: there is nothing to calibrate.' : undefined);
  const noName = noServos ?? (armName === '' ? 'Give the arm a name first: its calibration is kept under it.' : undefined);
  const begin = (request: SetupRequest) => () => void client.call('setup.begin', request);
  return (
    <Panel title="Set up" small="before connecting">
      <div className={styles.card}>
        <Button disabledReason={unreachable} title="Pull the plug and put it in again: the port that goes and comes is the arm’s" onClick={begin({ type: 'find-port' })}>
          Which port is it?
        </Button>
        <Button disabledReason={noPort} title="Asks at every speed who is there, and says what is wrong" onClick={begin({ type: 'scan', path })}>
          Who answers?
        </Button>
        {choice.armName === '' && (
          <TextField label="Name of the arm" value={newName} placeholder={arms.length === 0 ? 'left' : (arms[0]?.name ?? '')} onChange={setNewName} />
        )}
        <div className={styles.pair}>
          <Button disabledReason={noName} title="Homing, ranges and directions of every joint" onClick={begin({ type: 'calibrate', path, armName })}>
            Calibrate
          </Button>
          <Button disabledReason={noName} title="The arm’s file against its servos’ memory" onClick={begin({ type: 'compare', path, armName })}>
            Compare
          </Button>
        </div>
        <details className={styles.rare}>
          <summary>New motors, new board</summary>
          <div className={styles.card}>
            <Segmented label="Servos" value={kind} options={[{ value: 'feetech', label: 'Feetech' }, { value: 'dynamixel', label: 'Dynamixel' }]} onChange={setKind} />
            <Button disabledReason={noServos} title="Gives each motor its id and speed, one at a time" onClick={begin({ type: 'motors', path, kind })}>
              Set motor ids
            </Button>
            <Button disabledReason={noPort} title="Writes the released firmware into a Tempera board" onClick={begin({ type: 'flash', path })}>
              Write firmware
            </Button>
          </div>
        </details>
      </div>
    </Panel>
  );
}
