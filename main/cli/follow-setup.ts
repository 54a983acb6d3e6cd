import type { SetupAction, SetupRequest, SetupState } from '../../shared/arm-setup';
import { Failure, failureReport } from '../../shared/contract/failure';
import type { Lab } from '../lab/lab';
import { exitCodes, type ArmOptions } from './program';
import type { ProgramHost } from './program-host';
import { setupTable } from './setup-table';

type ActiveState = Exclude<SetupState, { readonly type: 'idle' }>;

const clearLine = '\r\u001b[2K';

/**
 * Runs a procedure of setting up to its end on a terminal: says what to do, and takes an action with each line that is
 * typed; Enter alone takes the first. With `--json` each new state is one line, and lines of the input name actions.
 * Ctrl-C gives the procedure up in order, a second one ends at once.
 */
export async function followSetup(lab: Lab, request: SetupRequest, options: ArmOptions, host: ProgramHost): Promise<number> {
  const display = options.json === true ? jsonDisplay(host) : terminalDisplay(host);
  let state: SetupState = { type: 'idle' };
  let interrupted = false;
  let finish: (state: SetupState) => void = () => undefined;
  const ended = new Promise<SetupState>((resolve) => (finish = resolve));

  const act = (choice: SetupAction): void => {
    lab.call('setup.act', { action: choice.name, ...(choice.joint === undefined ? {} : { joint: choice.joint }) }).catch((thrown: unknown) => display.refuse(failureReport(thrown).message));
  };
  const take = (next: SetupState): void => {
    state = next;
    if (next.type === 'idle') return finish(next);
    display.show(next);
    if (next.phase === 'done' || (next.phase === 'failed' && (options.yes === true || options.json === true || !host.errors.isTerminal))) return finish(next);
    const [first] = next.actions;
    if (options.yes === true && next.type === 'flash' && first !== undefined) act(first);
  };

  const stopReading = host.onLine((line) => {
    if (state.type === 'idle') return;
    const turn = handTurn(state, line);
    if (turn !== undefined) {
      lab.call('setup.turnByHand', turn).catch((thrown: unknown) => display.refuse(failureReport(thrown).message));
      return;
    }
    const choice = chosenAction(state.actions, line);
    if (choice !== undefined) act(choice);
    else display.refuse(state.actions.length === 0 ? 'There is nothing to choose now; wait, or press Ctrl-C to give up.' : `Type one of ${state.actions.map(actionWord).join(', ')}.`);
  });
  const stopListening = host.onInterrupt(() => {
    if (interrupted) return host.exitNow(exitCodes.failure);
    interrupted = true;
    lab.call('setup.abandon').catch((thrown: unknown) => display.refuse(failureReport(thrown).message));
  });
  let begun = false;
  const subscription = lab.subscribe({ wantsLens: false, ready: () => true, send: ({ setup }) => void (begun && setup !== undefined && take(setup)) });
  try {
    begun = true;
    const first = await lab.call('setup.begin', request);
    if (state.type === 'idle') take(first);
    const last = await ended;
    if (last.type === 'idle') {
      if (interrupted) display.refuse('Given up; what was not written stays as it was.');
      return exitCodes.failure;
    }
    if (last.phase === 'failed') throw new Failure('unavailable', last.problems[0] ?? last.instruction);
    return succeeded(last) ? exitCodes.success : exitCodes.failure;
  } finally {
    stopReading();
    stopListening();
    subscription.close();
    display.end();
  }
}

/** A scan that finds nobody, and a comparison that leaves differences, are not what was asked for. */
function succeeded(state: ActiveState): boolean {
  if (state.type === 'scan') return state.servos.length > 0 || state.board !== undefined;
  if (state.type === 'compare') return state.differences.length === 0;
  return true;
}

/** On an emulated arm "turn JOINT RADIANS" is a hand; the joint by its name or its id. Undefined for any other line. */
function handTurn(state: ActiveState, line: string): { readonly joint: string; readonly positionRad: number } | undefined {
  const [word, joint, angle, ...more] = line.trim().split(/\s+/);
  if (word !== 'turn' || state.type !== 'calibrate' || !state.byHand || joint === undefined || angle === undefined || more.length > 0) return undefined;
  return { joint: state.joints.find(({ id }) => String(id) === joint)?.name ?? joint, positionRad: Number(angle) };
}

const handHint = 'This arm is emulated: "turn JOINT RADIANS" stands in for your hand, for example "turn elbow_flex 0.5".\n';

/** What is typed for an action: its name, with its joint where there is one. Enter alone takes the first. */
function chosenAction(actions: readonly SetupAction[], line: string): SetupAction | undefined {
  const typed = line.trim();
  if (typed === '') return actions[0];
  return actions.find((action) => actionWord(action) === typed) ?? actions.find(({ name }) => name === typed);
}

function actionWord({ name }: SetupAction): string {
  return name;
}

interface SetupDisplay {
  show(state: ActiveState): void;
  refuse(sentence: string): void;
  end(): void;
}

/** One line for each step and for each change in what is wrong; live positions are left out. */
function jsonDisplay(host: ProgramHost): SetupDisplay {
  let shown = '';
  return {
    show(state) {
      const key = stepKey(state);
      if (key === shown) return;
      shown = key;
      host.output.write(`${JSON.stringify({ ...state, type: 'setup', procedure: state.type })}\n`);
    },
    refuse: (sentence) => host.errors.write(`tempera: ${sentence}\n`),
    end: () => undefined,
  };
}

/** Sentences as they change, and on a terminal a table of the joints that is drawn over again. */
function terminalDisplay(host: ProgramHost): SetupDisplay {
  let shown = '';
  let hinted = false;
  let tableLines = 0;
  const wipe = (): void => {
    if (host.errors.isTerminal) host.errors.write(`${clearLine}${'\u001b[1A\u001b[2K'.repeat(tableLines)}`);
    tableLines = 0;
  };
  return {
    show(state) {
      const key = stepKey(state);
      if (key !== shown) {
        wipe();
        shown = key;
        if (!hinted && state.type === 'calibrate' && state.byHand) {
          hinted = true;
          host.output.write(handHint);
        }
        host.output.write(stepText(state));
      }
      if (!host.errors.isTerminal) return;
      const table = setupTable(state);
      wipe();
      if (table.length > 0) host.errors.write(`${table.join('\n')}\n`);
      tableLines = table.length;
    },
    refuse(sentence) {
      tableLines = 0;
      host.errors.write(`tempera: ${sentence}\n`);
    },
    end: () => undefined,
  };
}

function stepText(state: ActiveState): string {
  const details = state.type === 'calibrate' || state.type === 'motors' ? [] : setupTable(state);
  const actions = state.phase === 'running' ? state.actions.map((action, index) => `  ${index === 0 ? 'Enter' : actionWord(action)}: ${action.label}${action.blocked === undefined ? '' : ' (not yet)'}\n`) : [];
  return `${state.instruction}\n${details.map((line) => `  ${line}\n`).join('')}${state.problems.map((problem) => `  ! ${problem}\n`).join('')}${actions.join('')}`;
}

/** Changes when there is something new to say. */
function stepKey(state: ActiveState): string {
  const { type, phase, instruction, problems, actions } = state;
  return JSON.stringify([type, phase, instruction, problems, actions.map(({ name, joint, blocked }) => [name, joint, blocked !== undefined])]);
}
