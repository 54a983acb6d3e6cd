import type { CalibrationState } from '../../../shared/arm-setup';
import { ArmScene } from '../../scene/arm-scene';
import { defaultLayers } from '../../scene/layers';
import { useLab } from '../../state/lab-context';
import { CalibrationTable } from './calibration-table';
import { DifferenceTable } from './difference-table';
import styles from './setup.module.css';

/** The joints of an arm that is calibrated, live, with the model beside them as the new calibration would have it. */
export function CalibrationView({ calibration }: { readonly calibration: CalibrationState }) {
  const scene = useLab((state) => state.scene);
  const pose = useLab((state) => state.pose);
  const { step, changes } = calibration;
  const showsModel = pose !== undefined && step !== 'resume' && step !== 'support';
  return (
    <div className={styles.calibration} data-model={showsModel || undefined}>
      {showsModel && (
        <div className={styles.model}>
          <ArmScene scene={scene} pose={pose} layers={defaultLayers} label="The model, as this calibration moves it">
            <span>{step === 'middle' ? 'The middle of every range' : 'The model must stand as the arm does'}</span>
          </ArmScene>
        </div>
      )}
      <div className={styles.readings}>
        <CalibrationTable calibration={calibration} />
        {changes !== undefined && <DifferenceTable differences={changes} fileTitle="New" servoTitle="In the servos" />}
      </div>
    </div>
  );
}
