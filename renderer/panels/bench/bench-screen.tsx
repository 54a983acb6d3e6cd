import { Cable } from 'lucide-react';
import { useState } from 'react';
import { EmptyState } from '../../design/empty-state';
import { Panel } from '../../design/panel';
import { ArmScene } from '../../scene/arm-scene';
import { defaultLayers, type Layers } from '../../scene/layers';
import { whyNotJog } from '../../shell/arm-words';
import { useLab } from '../../state/lab-context';
import styles from './bench-screen.module.css';
import { ProcedureView } from '../setup/procedure-view';
import { SetupPanel } from '../setup/setup-panel';
import { usePorts } from '../setup/use-ports';
import type { ArmChoice } from '../setup/arm-address';
import { ConnectedPanel, ConnectionPanel } from './connection-panel';
import { HealthPanel } from '../health/health-panel';
import { TipPanel } from './tip-panel';
import { JointTable } from './joint-table';
import { PosturePanel } from './posture-panel';
import { SupervisorPanel } from './supervisor-panel';
import { useJog } from './use-jog';

const firstChoice: ArmChoice = { way: 'sim', path: '', speaks: 'servos', armName: '' };
const chips = ['target', 'trails', 'limits'] as const;

/** The arm itself: set it up, connect it, see every joint, move it by hand, hold it, let it go. */
export function BenchScreen() {
  const setup = useLab((state) => state.setup);
  const [choice, setChoice] = useState(firstChoice);
  const ports = usePorts();
  const arm = useLab((state) => state.lab?.arm);
  const connected = useLab((state) => state.connection.type === 'connected');
  const scene = useLab((state) => state.scene);
  const pose = useLab((state) => state.pose);
  const [layers, setLayers] = useState<Layers>({ ...defaultLayers, trails: true });
  const refused = whyNotJog(arm, connected);
  const jog = useJog(arm, refused);
  const here = arm !== undefined && arm.mode !== 'disconnected';
  if (setup.type !== 'idle') {
    return (
      <div className={styles.bench}>
        <ProcedureView procedure={setup} />
      </div>
    );
  }
  return (
    <div className={styles.bench}>
      <section className={styles.scene} aria-label="The arm in 3-D">
        {here ? (
          <ArmScene scene={scene} pose={pose} workspace={arm.workspace} layers={layers} chips={chips} onLayers={setLayers} label={arm.description?.title ?? 'The arm'} />
        ) : (
          <EmptyState icon={<Cable aria-hidden="true" />} title="No arm is connected">
            Connect the simulated arm to try everything without hardware, or choose a serial port. A new arm is set up first: its port, its motors, its calibration.
          </EmptyState>
        )}
      </section>
      <aside className={styles.side}>
        {!here && (
          <>
            <ConnectionPanel choice={choice} ports={ports} onChoice={setChoice} />
            <SetupPanel choice={choice} arms={ports.arms} />
          </>
        )}
        {here && (
          <>
            <ConnectedPanel arm={arm} />
            <PosturePanel arm={arm} jog={jog} refused={refused} />
            <HealthPanel arm={arm} />
            <TipPanel pose={pose} />
            <SupervisorPanel arm={arm} />
          </>
        )}
      </aside>
      {here && arm.description && (
        <Panel title="Joints" small={refused ?? 'goals in degrees'} className={styles.joints} scroll>
          <JointTable description={arm.description} pose={pose} jog={jog} refused={refused} />
        </Panel>
      )}
    </div>
  );
}
