import { useState } from 'react';
import type { SetupAction } from '../../../shared/arm-setup';
import { Button } from '../../design/button';
import { Dialog } from '../../design/dialog';
import { useLabClient } from '../../state/lab-context';
import { cautionWords, type Procedure } from './procedure-words';
import styles from './setup.module.css';

/** Whether an action is about a joint that is not the one in hand: it then stands in that joint's row. */
export function belongsToRow(procedure: Procedure, action: SetupAction): boolean {
  if (action.joint === undefined || procedure.type !== 'calibrate') return false;
  return action.joint !== procedure.current?.joint;
}

/** What the operator can do now, the way on first; giving up is always possible. */
export function ProcedureActions({ procedure }: { readonly procedure: Procedure }) {
  const client = useLabClient();
  const general = procedure.actions.filter((action) => !belongsToRow(procedure, action));
  return (
    <div className={styles.actions}>
      {general.map((action, index) => (
        <ActionButton key={`${action.name} ${action.joint ?? ''}`} procedure={procedure} action={action} main={index === 0} />
      ))}
      {procedure.phase === 'running' && (
        <Button kind="quiet" title="What was not written stays as it was" onClick={() => void client.call('setup.abandon')}>
          Give up
        </Button>
      )}
    </div>
  );
}

interface ActionButtonProps {
  readonly procedure: Procedure;
  readonly action: SetupAction;
  /** The one that goes on. */
  readonly main?: boolean;
}

/** Takes an action; one that lets the arm fall or overwrites something asks first. */
export function ActionButton({ procedure, action, main = false }: ActionButtonProps) {
  const client = useLabClient();
  const [asking, setAsking] = useState(false);
  const act = () => {
    setAsking(false);
    void client.call('setup.act', { action: action.name, ...(action.joint === undefined ? {} : { joint: action.joint }) });
  };
  const words = cautionWords(procedure, action);
  return (
    <>
      <Button kind={action.caution === true ? 'danger' : main ? 'primary' : 'plain'} disabledReason={action.blocked} onClick={action.caution === true ? () => { setAsking(true); } : act}>
        {action.label}
        {action.caution === true && ' …'}
      </Button>
      {asking && (
        <Dialog
          title={words.title}
          onClose={() => { setAsking(false); }}
          actions={
            <>
              <Button onClick={() => { setAsking(false); }}>Not yet</Button>
              <Button kind="danger" onClick={act}>
                {action.label}
              </Button>
            </>
          }
        >
          {words.sentences.map((sentence) => (
            <p key={sentence}>{sentence}</p>
          ))}
        </Dialog>
      )}
    </>
  );
}
