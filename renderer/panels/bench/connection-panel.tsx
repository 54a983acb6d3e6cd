import { useState } from 'react';
import type { ArmStatus } from '../../../shared/arm';
import { Button } from '../../design/button';
import { Panel } from '../../design/panel';
import { Select } from '../../design/select';
import { TextField } from '../../design/text-field';
import { useLab, useLabClient } from '../../state/lab-context';
import styles from './bench-screen.module.css';

const ways = [
  { value: 'sim', label: 'Simulated arm', hint: 'No hardware. Reads the position first and holds it: the arm does not move.' },
  { value: 'emulated-feetech', label: 'Simulated arm over serial (Feetech)', hint: 'The real bytes of six STS3215 servos, with the simulated arm behind them, in real time.' },
  { value: 'emulated-dynamixel', label: 'Simulated arm over serial (Dynamixel)', hint: 'The real bytes of six X-series servos, with the simulated arm behind them, in real time.' },
  { value: 'emulated-board', label: 'Simulated arm on a Tempera board', hint: 'The released firmware in an emulated processor; its pulses turn the simulated arm.' },
  {
    value: 'port',
    label: 'Serial port',
    hint: 'Support the arm: its servos get torque and hold where it is. Feetech and Dynamixel buses are told apart by themselves; write "board:" before the path of a Tempera board, and "?arm=NAME" behind it to use the calibration arms/NAME.json of the library.',
  },
] as const;

type Way = (typeof ways)[number]['value'];

/** Which arm the lab has, or the way to connect one. Connecting reads the position first and holds it. */
export function ConnectionPanel({ arm }: { readonly arm: ArmStatus | undefined }) {
  const client = useLabClient();
  const connected = useLab((state) => state.connection.type === 'connected');
  const [way, setWay] = useState<Way>('sim');
  const [path, setPath] = useState('');
  const [busy, setBusy] = useState(false);
  const unreachable = connected ? undefined : 'The host does not answer.';

  const connect = async () => {
    setBusy(true);
    await client.call('arm.connect', { address: way === 'port' ? path.trim() : way });
    setBusy(false);
  };
  if (arm && arm.mode !== 'disconnected') {
    const owned = arm.owner === 'training' || arm.owner === 'replay' ? `${arm.owner === 'training' ? 'Training' : 'A replay'} has the arm: end it before disconnecting.` : undefined;
    return (
      <Panel title="Arm" small={arm.address === 'sim' ? 'simulated' : arm.address}>
        <div className={styles.card}>
          <p className={styles.lead}>{arm.description?.title ?? 'Connected arm'}</p>
          <Button disabledReason={unreachable ?? owned} title="Leaves the arm holding where it is" onClick={() => void client.call('arm.disconnect')}>
            Disconnect
          </Button>
        </div>
      </Panel>
    );
  }
  const missing = way === 'port' && path.trim() === '' ? 'Type the path of the serial port first.' : undefined;
  return (
    <Panel title="Arm" small="not connected">
      <div className={styles.card}>
        <Select label="Connect to" value={way} options={ways} onChange={setWay} />
        {way === 'port' && <TextField label="Path of the port" value={path} placeholder="/dev/ttyACM0 or COM3" onChange={setPath} onSubmit={() => void connect()} />}
        <Button kind="primary" disabledReason={unreachable ?? missing ?? (busy ? 'Connecting…' : undefined)} onClick={() => void connect()}>
          {busy ? 'Connecting…' : 'Connect'}
        </Button>
        <p className={styles.hint}>{ways.find(({ value }) => value === way)?.hint}</p>
      </div>
    </Panel>
  );
}
