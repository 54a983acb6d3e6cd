import { Check, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { Panel } from '../../design/panel';
import { CalibrationView } from './calibration-view';
import { DifferenceTable } from './difference-table';
import { MotorList } from './motor-list';
import { PortList } from './port-list';
import { ProcedureActions } from './procedure-actions';
import { procedureSteps, procedureSubject, procedureTitle, type Procedure } from './procedure-words';
import { ScanView } from './scan-view';
import styles from './setup.module.css';

/** A procedure of setting up: where it is, what to do now, what is wrong, and the ways on. STOP stays above it as everywhere. */
export function ProcedureView({ procedure }: { readonly procedure: Procedure }) {
  const problems = generalProblems(procedure);
  return (
    <Panel title={procedureTitle(procedure)} small={procedureSubject(procedure)} actions={<Steps procedure={procedure} />} className={styles.procedure} scroll>
      <div className={styles.content}>
        <p className={styles.instruction} role="status" data-phase={procedure.phase}>
          {procedure.phase === 'done' && procedure.problems.length === 0 && <Check aria-hidden="true" />}
          {procedure.instruction}
        </p>
        {problems.length > 0 && (
          <ul className={styles.problems} aria-label="What is wrong">
            {problems.map((sentence) => (
              <li key={sentence}>
                <TriangleAlert aria-hidden="true" />
                {sentence}
              </li>
            ))}
          </ul>
        )}
        {procedure.progress !== undefined && <progress className={styles.progress} value={procedure.progress} aria-label="Progress" />}
        <Body procedure={procedure} />
        <ProcedureActions procedure={procedure} />
      </div>
    </Panel>
  );
}

/** What is wrong with one joint stands in that joint's row already. */
function generalProblems(procedure: Procedure): readonly string[] {
  if (procedure.type !== 'calibrate') return procedure.problems;
  return procedure.problems.filter((sentence) => !procedure.joints.some(({ problem }) => problem === sentence));
}

function Body({ procedure }: { readonly procedure: Procedure }): ReactNode {
  switch (procedure.type) {
    case 'find-port':
      return <PortList label="Ports now" ports={procedure.port === undefined ? procedure.ports : [procedure.port]} />;
    case 'scan':
      return <ScanView scan={procedure} />;
    case 'motors':
      return <MotorList motors={procedure} />;
    case 'calibrate':
      return <CalibrationView calibration={procedure} />;
    case 'compare':
      return <DifferenceTable differences={procedure.differences} fileTitle="File" servoTitle="Servo" />;
    case 'flash':
      return (
        <p className={`number ${styles.facts ?? ''}`}>
          firmware {procedure.version} · {procedure.verifiedBytes} of {procedure.totalBytes} bytes written and read back
        </p>
      );
  }
}

function Steps({ procedure }: { readonly procedure: Procedure }) {
  const steps = procedureSteps(procedure);
  if (steps.length === 0) return null;
  return (
    <ol className={styles.steps} aria-label="Steps">
      {steps.map(({ title, state }) => (
        <li key={title} data-state={state} aria-current={state === 'current' ? 'step' : undefined}>
          {title}
        </li>
      ))}
    </ol>
  );
}
