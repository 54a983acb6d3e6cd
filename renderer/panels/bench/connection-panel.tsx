import { RefreshCw } from 'lucide-react';
import { useState } from 'react';
import type { ArmStatus } from '../../../shared/arm';
import { Button } from '../../design/button';
import { Panel } from '../../design/panel';
import { Segmented } from '../../design/segmented';
import { Select } from '../../design/select';
import { TextField } from '../../design/text-field';
import { useLab, useLabClient } from '../../state/lab-context';
import { armAddress, armWords, type ArmChoice, type ArmWay } from '../setup/arm-address';
import { PortList } from '../setup/port-list';
import type { Ports } from '../setup/use-ports';
import styles from './bench-screen.module.css';

const ways: readonly { readonly value: ArmWay; readonly label: string; readonly hint: string }[] = [
  { value: 'sim', label: 'Simulated arm', hint: 'No hardware. Reads the position first and holds it: the arm does not move.' },
  { value: 'emulated-feetech', label: 'Simulated arm over serial (Feetech)', hint: 'The real bytes of six STS3215 servos, with the simulated arm behind them, in real time.' },
  { value: 'emulated-dynamixel', label: 'Simulated arm over serial (Dynamixel)', hint: 'The real bytes of six X-series servos, with the simulated arm behind them, in real time.' },
  { value: 'emulated-board', label: 'Simulated arm on a Tempera board', hint: 'The released firmware in an emulated processor; its pulses turn the simulated arm.' },
  { value: 'port', label: 'Serial port', hint: 'Support the arm: its servos get torque and hold where it is.' },
];

interface ConnectionPanelProps {
  readonly choice: ArmChoice;
  readonly ports: Ports;
  readonly onChoice: (choice: ArmChoice) => void;
}

/** The way to connect an arm. Connecting reads the position first and holds it. */
export function ConnectionPanel({ choice, ports, onChoice }: ConnectionPanelProps) {
  const client = useLabClient();
  const connected = useLab((state) => state.connection.type === 'connected');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const unreachable = connected ? undefined : 'The host does not answer.';
  const missing = choice.way === 'port' && choice.path.trim() === '' ? 'Choose a port, or type its path first.' : undefined;
  const connect = async () => {
    setBusy(true);
    setFailure(undefined);
    const answer = await client.attempt('arm.connect', { address: armAddress(choice) });
    setBusy(false);
    if (!answer.ok) setFailure(answer.failure.message);
  };
  return (
    <Panel title="Arm" small="not connected">
      <div className={styles.card}>
        <Select label="Connect to" value={choice.way} options={ways} onChange={(way) => { onChoice({ ...choice, way }); setFailure(undefined); }} />
        {choice.way === 'port' && <PortFields choice={choice} ports={ports} onChoice={onChoice} onSubmit={() => void connect()} />}
        <Button kind="primary" disabledReason={unreachable ?? missing ?? (busy ? 'Connecting…' : undefined)} onClick={() => void connect()}>
          {busy ? 'Connecting…' : 'Connect'}
        </Button>
        {failure !== undefined && (
          <p className={styles.failure} role="alert">
            {failure}
          </p>
        )}
        <p className={styles.hint}>{ways.find(({ value }) => value === choice.way)?.hint}</p>
      </div>
    </Panel>
  );
}

interface PortFieldsProps extends ConnectionPanelProps {
  readonly onSubmit: () => void;
}

/** Which port, what is at it, and whose calibration it has. */
function PortFields({ choice, ports, onChoice, onSubmit }: PortFieldsProps) {
  const found = ports.ports ?? [];
  const arm = ports.arms.find(({ name }) => name === choice.armName);
  return (
    <>
      <div className={styles.listHead}>
        <span>{ports.ports === undefined ? 'Looking for ports …' : found.length === 0 ? 'No port is plugged in.' : 'Ports on the host’s computer'}</span>
        <Button kind="quiet" icon={<RefreshCw aria-hidden="true" />} aria-label="Look for ports again" title="Look again" onClick={ports.refresh} />
      </div>
      <PortList
        label="Ports"
        ports={found}
        chosen={choice.path}
        onChoose={({ path, armName }) => { onChoice({ ...choice, path, ...(armName === undefined ? {} : { armName }) }); }}
      />
      <TextField label="Path of the port" value={choice.path} placeholder="/dev/ttyACM0 or COM3" onChange={(path) => { onChoice({ ...choice, path }); }} onSubmit={onSubmit} />
      <Segmented
        label="What is at the port"
        value={choice.speaks}
        options={[
          { value: 'servos', label: 'Bus servos', title: 'Feetech and Dynamixel are told apart by asking' },
          { value: 'board', label: 'Tempera board', title: 'An ATmega328P with our firmware' },
        ]}
        onChange={(speaks) => { onChoice({ ...choice, speaks }); }}
      />
      {choice.speaks === 'servos' && (
        <Select
          label="Calibration"
          value={choice.armName}
          hint={arm && armWords(arm)}
          options={[{ value: '', label: 'as the servos have it' }, ...ports.arms.map(({ name }) => ({ value: name, label: name }))]}
          onChange={(armName) => { onChoice({ ...choice, armName }); }}
        />
      )}
    </>
  );
}

/** The arm that is connected, and the way to let it be. */
export function ConnectedPanel({ arm }: { readonly arm: ArmStatus }) {
  const client = useLabClient();
  const connected = useLab((state) => state.connection.type === 'connected');
  const owned = arm.owner === 'training' || arm.owner === 'replay' ? `${arm.owner === 'training' ? 'Training' : 'A replay'} has the arm: end it before disconnecting.` : undefined;
  return (
    <Panel title="Arm" small={arm.address === 'sim' ? 'simulated' : arm.address}>
      <div className={styles.card}>
        <p className={styles.lead}>{arm.description?.title ?? 'Connected arm'}</p>
        <Button disabledReason={connected ? owned : 'The host does not answer.'} title="Leaves the arm holding where it is" onClick={() => void client.call('arm.disconnect')}>
          Disconnect
        </Button>
      </div>
    </Panel>
  );
}
