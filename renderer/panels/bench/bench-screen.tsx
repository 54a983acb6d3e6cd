import { Cable } from 'lucide-react';
import { useState } from 'react';
import { EmptyState } from '../../design/empty-state';
import { Panel } from '../../design/panel';
import { ArmScene } from '../../scene/arm-scene';
import { defaultLayers, type Layers } from '../../scene/layers';
import { whyNotJog } from '../../shell/arm-words';
import { useLab } from '../../state/lab-context';
import styles from './bench-screen.module.css';
import { ConnectionPanel } from './connection-panel';
import { ControlPanel, TipPanel } from './control-panel';
import { JointTable } from './joint-table';
import { PosturePanel } from './posture-panel';
import { SupervisorPanel } from './supervisor-panel';
import { useJog } from './use-jog';

const chips = ['target', 'trails', 'limits'] as const;

/** The arm itself: connect it, see every joint, move it by hand, hold it, let it go. */
export function BenchScreen() {
  const arm = useLab((state) => state.lab?.arm);
  const connected = useLab((state) => state.connection.type === 'connected');
  const scene = useLab((state) => state.scene);
  const pose = useLab((state) => state.pose);
  const [layers, setLayers] = useState<Layers>({ ...defaultLayers, trails: true });
  const refused = whyNotJog(arm, connected);
  const jog = useJog(arm, refused);
  const here = arm !== undefined && arm.mode !== 'disconnected';
  return (
    <div className={styles.bench}>
      <section className={styles.scene} aria-label="The arm in 3-D">
        {here ? (
          <ArmScene scene={scene} pose={pose} workspace={arm.workspace} layers={layers} chips={chips} onLayers={setLayers} label={arm.description?.title ?? 'The arm'} />
        ) : (
          <EmptyState icon={<Cable aria-hidden="true" />} title="No arm is connected">
            Connect the simulated arm to try everything without hardware, or give the path of a serial port.
          </EmptyState>
        )}
      </section>
      <aside className={styles.side}>
        <ConnectionPanel arm={arm} />
        {here && (
          <>
            <PosturePanel arm={arm} jog={jog} refused={refused} />
            <ControlPanel arm={arm} />
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
