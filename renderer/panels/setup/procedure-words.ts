import type { SetupAction, SetupState } from '../../../shared/arm-setup';

export type Procedure = Exclude<SetupState, { readonly type: 'idle' }>;

const titles: Readonly<Record<Procedure['type'], string>> = {
  'find-port': 'Which port is it?',
  scan: 'Who answers?',
  motors: 'Give the motors their ids',
  calibrate: 'Calibrate the arm',
  compare: 'Compare file and servos',
  flash: 'Write the board’s firmware',
};

export function procedureTitle(procedure: Procedure): string {
  return titles[procedure.type];
}

/** What a procedure is about, beside its title: the port, and the arm. */
export function procedureSubject(procedure: Procedure): string {
  switch (procedure.type) {
    case 'find-port':
      return 'by its plug';
    case 'calibrate':
    case 'compare':
      return `${procedure.armName} · ${procedure.path}`;
    case 'scan':
    case 'motors':
    case 'flash':
      return procedure.path;
  }
}

export interface ProcedureStep {
  readonly title: string;
  readonly state: 'done' | 'current' | 'waiting';
}

/** The steps that an operator goes through, in order. Steps that come between them count as the one before. */
const stepsOf: Readonly<Record<Procedure['type'], readonly (readonly [title: string, ...names: string[]])[]>> = {
  'find-port': [['Unplug', 'unplug'], ['Plug in', 'replug']],
  scan: [],
  motors: [['One by one', 'connect', 'assign'], ['All together', 'chain']],
  calibrate: [['Support', 'support'], ['Middle', 'middle'], ['Sweep', 'sweep'], ['Check', 'check'], ['Review', 'review'], ['Write', 'write']],
  compare: [['Read', 'resume', 'read'], ['Compare', 'compared'], ['Write', 'write']],
  flash: [['Confirm', 'confirm'], ['Write', 'write'], ['Restart', 'restart']],
};

/** Where a procedure stands among its steps; none where it has no steps to speak of. */
export function procedureSteps(procedure: Procedure): readonly ProcedureStep[] {
  const steps = stepsOf[procedure.type];
  const at = 'step' in procedure ? steps.findIndex(([, ...names]) => names.includes(procedure.step)) : -1;
  const current = procedure.phase === 'done' ? steps.length : at;
  return steps.map(([title], index) => ({ title, state: index < current ? 'done' : index === current ? 'current' : 'waiting' }));
}

function takesTorqueOff(procedure: Procedure, action: SetupAction['name']): boolean {
  if (procedure.type === 'calibrate') return procedure.step === 'support' || procedure.step === 'resume';
  return procedure.type === 'compare' && (procedure.step === 'resume' || action === 'next');
}

/** What to ask before an action that lets the arm fall or overwrites something. */
export function cautionWords(procedure: Procedure, { name, label }: Pick<SetupAction, 'name' | 'label'>): { readonly title: string; readonly sentences: readonly string[] } {
  if (takesTorqueOff(procedure, name)) {
    return {
      title: 'Support the arm before the torque goes off',
      sentences: ['Without torque every joint falls under its own weight, at once. Take hold of the arm near the gripper, clear the space under it, then go on.'],
    };
  }
  if (name === 'skip') return { title: `${label}?`, sentences: ['What is left out is not checked: it may then turn the wrong way, or not at all.'] };
  const target = procedure.type === 'flash' ? 'the board' : procedure.type === 'motors' ? 'the motor' : 'the servos or the file';
  return { title: `${label}?`, sentences: [`This overwrites what is stored in ${target}. Leave it plugged in and powered until it is done.`] };
}
