import type { FoundServo, MotorsState, MotorStatus, SetupAction, SetupRequest, SetupState } from '../../shared/arm-setup';
import { Failure } from '../../shared/contract/failure';
import { servoKinds } from '../../shared/arm-setup';
import { servoArmProfiles, type ServoJoint } from '../control/serial/servo-arm-profile';
import { assignMotor } from './assign-motor';
import { surveyBus } from './bus-survey';
import { forgetMotors, readDoneMotors, writeDoneMotors } from './motors-journal';
import type { Procedure, ProcedureTools } from './setup-tools';
import { Stage } from './stage';

/** Why the motor that answered is not to be set now; `use` lets the operator do it all the same. */
interface Doubt {
  readonly problem: string;
  readonly found?: FoundServo;
}

/**
 * Gives each motor of an arm its id and speed: one motor is connected at a time, from the gripper to the base, as in
 * LeRobot. What is done is noted, so that it goes on after a fault or a restart; a motor that was set before is found
 * as it is and only looked at.
 */
export function setUpMotors({ path, kind }: Extract<SetupRequest, { type: 'motors' }>, tools: ProcedureTools, publish: (state: SetupState) => void): Procedure {
  const profile = servoArmProfiles[kind];
  const { family } = profile;
  const order = [...profile.joints].reverse();
  const states = new Map<string, MotorStatus['state']>();
  const motors = (): readonly MotorStatus[] => order.map(({ name, id, servo }) => ({ joint: name, id, model: family.models.get(servo) ?? `model ${servo}`, state: states.get(name) ?? 'waiting' }));
  const stage = new Stage<MotorsState>({ type: 'motors', phase: 'running', step: 'connect', instruction: '', problems: [], actions: [], path, kind, motors: motors() }, publish);
  const { openLine } = tools;

  async function takeUpUnfinished(): Promise<void> {
    const done = await readDoneMotors(tools.calibrationFolder, kind);
    if (done.length === 0) return;
    for (const joint of done) states.set(joint, 'done');
    const { name } = await stage.ask({
      step: 'resume',
      instruction: `${done.join(', ')} ${done.length === 1 ? 'was' : 'were'} set up before. Go on with the others, or start over.`,
      motors: motors(),
      actions: [
        { name: 'resume', label: 'Go on' },
        { name: 'start-over', label: 'Start over' },
      ],
    });
    if (name === 'resume') return;
    states.clear();
    await forgetMotors(tools.calibrationFolder, kind);
  }

  /** One motor; resolves when it is set or left out, or with `back` for the one before. */
  async function setUp(joint: ServoJoint, isFirst: boolean): Promise<'on' | 'back'> {
    let doubt: Doubt | undefined;
    states.set(joint.name, 'current');
    for (;;) {
      const back: readonly SetupAction[] = isFirst ? [] : [{ name: 'back', label: 'Back to the motor before' }];
      const use: readonly SetupAction[] = doubt?.found === undefined ? [] : [{ name: 'again', label: 'Set this motor all the same', caution: true }];
      const choice = await stage.ask({
        step: 'connect',
        instruction: `Connect the motor of ${joint.name} to the adapter, and no other motor. Switch its supply on. Its shaft must be free: its torque goes off.`,
        motors: motors(),
        problems: doubt === undefined ? [] : [doubt.problem],
        actions: [{ name: 'next', label: `It is connected: make it id ${joint.id}` }, ...use, { name: 'skip', label: 'It has its id already', joint: joint.name }, ...back],
      });
      if (choice.name === 'skip' || choice.name === 'back') {
        states.set(joint.name, choice.name === 'skip' ? 'skipped' : 'waiting');
        return choice.name === 'skip' ? 'on' : 'back';
      }
      const insists = choice.name === 'again' ? doubt?.found : undefined;
      doubt = await trySetUp(joint, insists);
      if (doubt === undefined) return 'on';
    }
  }

  async function trySetUp(joint: ServoJoint, insists: FoundServo | undefined): Promise<Doubt | undefined> {
    stage.work({ step: 'assign', instruction: `Looking for the motor of ${joint.name} at every speed.`, progress: 0 });
    const survey = await surveyBus(path, {
      openLine,
      kinds: servoKinds,
      onProgress: (part) => {
        stage.checkpoint();
        stage.show({ progress: part });
      },
    });
    const [found, ...others] = survey.servos;
    if (found === undefined) return { problem: `No motor answers${survey.heardBytes ? ' in words that make sense: more than one may be connected' : ''}. Check its cable, and that its supply is on.` };
    stage.show({ found });
    if (others.length > 0) return { problem: `${survey.servos.length} motors answer (ids ${survey.servos.map(({ id }) => id).join(', ')}). Connect the motor of ${joint.name} alone.` };
    if (found.kind !== kind) return { problem: `A motor of another kind answers (${servoArmProfiles[found.kind].family.title}); this arm has ${family.title}. Connect the right one, or choose the other kind.` };
    const garbled = found.modelNumber === undefined ? survey.problems[0] : undefined;
    if (garbled !== undefined) return { problem: garbled };
    if (found.modelNumber !== joint.servo) {
      return { problem: `This motor is ${found.model ?? `of the model ${found.modelNumber ?? '?'}`}; ${joint.name} has ${family.models.get(joint.servo) ?? joint.servo}. Connect the right one.` };
    }
    const taken = order.find((other) => other.name !== joint.name && other.id === found.id && states.get(other.name) === 'done');
    if (taken !== undefined && insists?.id !== found.id) return { problem: `This motor has the id ${found.id}, which ${taken.name} was given before: it looks as if that motor were still connected. Connect the motor of ${joint.name}.`, found };
    stage.work({ step: 'assign', instruction: `Writing id ${joint.id} into the motor of ${joint.name}. Leave the cable and the supply alone.` });
    await assignMotor(path, openLine, family, found, joint.id, joint.name);
    states.set(joint.name, 'done');
    await writeDoneMotors(tools.calibrationFolder, kind, order.filter(({ name }) => states.get(name) === 'done').map(({ name }) => name));
    return undefined;
  }

  /** Says of each motor no more than is known: one that was left out may have any id until it has answered. */
  function outcome(asked: boolean): string {
    const skipped = order.filter(({ name }) => states.get(name) === 'skipped').map(({ name }) => name);
    if (skipped.length === 0) return 'The motors have their ids. Calibrate the arm next.';
    const names = skipped.join(', ');
    if (asked) return `All motors answer by their ids; ${names} ${skipped.length === 1 ? 'was' : 'were'} left as found. Calibrate the arm next.`;
    const others = skipped.length === order.length ? '' : ' The other motors have their ids.';
    return `${names} ${skipped.length === 1 ? 'was' : 'were'} left out and not asked: nobody has looked at the id.${others} Scan the port before you calibrate the arm.`;
  }

  /** All motors together, or later. Returns whether all of them have answered. */
  async function chain(): Promise<boolean> {
    let problems: readonly string[] = [];
    for (;;) {
      const { name } = await stage.ask({
        step: 'chain',
        instruction: 'Switch the supply off, connect all motors to each other and the first to the adapter, and switch it on again.',
        problems,
        motors: motors(),
        actions: [
          { name: 'next', label: 'All are connected: ask them' },
          { name: 'skip', label: 'Later' },
        ],
      });
      if (name === 'skip') return false;
      stage.work({ step: 'assign', instruction: 'Asking all motors.', progress: 0 });
      const survey = await surveyBus(path, {
        openLine,
        kinds: [kind],
        onProgress: (progress) => {
          stage.checkpoint();
          stage.show({ progress });
        },
      });
      const missing = profile.joints.filter(({ id }) => !survey.servos.some((servo) => servo.id === id && servo.baudRate === family.baudRates[0]));
      if (missing.length === 0) {
        stage.show({ problems: survey.problems });
        return true;
      }
      problems = [...survey.problems, `${missing.map(({ name: joint, id }) => `${joint} (id ${id})`).join(', ')} ${missing.length === 1 ? 'does' : 'do'} not answer. Check the cable before ${missing[0]?.name ?? 'it'}.`];
    }
  }

  return {
    stage,
    async run() {
      stage.work({ step: 'connect', instruction: 'Looking how far the motors have come.', motors: motors() });
      if (await tools.openPractice(path).then((practice) => (practice?.close(), practice !== undefined))) {
        throw new Failure('bad-argument', `"${path}" is an emulated arm, whose motors cannot be connected one at a time. Give the path of a port.`);
      }
      await takeUpUnfinished();
      for (let index = 0; index < order.length; ) {
        const joint = order[index];
        if (joint === undefined) break;
        if (states.get(joint.name) === 'done') index += 1;
        else if ((await setUp(joint, index === 0)) === 'on') index += 1;
        else {
          index -= 1;
          const before = order[index];
          if (before !== undefined) states.set(before.name, 'waiting');
        }
      }
      const asked = await chain();
      await forgetMotors(tools.calibrationFolder, kind);
      const { problems } = stage.state;
      stage.end({ phase: 'done', step: 'done', instruction: outcome(asked), motors: motors(), problems, actions: [{ name: 'close', label: 'Close' }] });
    },
  };
}
