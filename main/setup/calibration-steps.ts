import type { CalibrationState, SetupAction } from '../../shared/arm-setup';
import { Failure } from '../../shared/contract/failure';
import { calibrationFaults, type ArmCalibration } from '../../firmware-bridge/calibration';
import { readServoCalibration } from '../../firmware-bridge/servo-memory';
import { openCalibrationShelf } from '../control/serial/calibration-shelf';
import type { ServoJoint } from '../control/serial/servo-arm-profile';
import type { Twin } from '../worlds/twin';
import { switchTorqueOff, type ArmLine } from './arm-line';
import { CalibrationDraft } from './calibration-draft';
import { readJournal, removeJournal, writeJournal } from './calibration-journal';
import { growingDirection } from './joint-directions';
import { hasBegunWriting, takeBackWrite, unfinishedQuestion, writeArm, type WriteJournal, type WritingSite } from './journalled-write';
import { pause, type ProcedureTools } from './setup-tools';
import type { Stage } from './stage';

const liveMs = 100;
/** A cable that is moved about with the arm may fail for a moment: this many readings in a row may be missing. */
const missingReadings = 30;
/** How far a joint must be turned for its direction to be told: fifteen degrees. */
const tellingRad = 0.26;

type Step = 'middle' | 'sweep' | 'check' | 'review' | 'write';

const next = (label: string, blocked?: string): SetupAction => ({ name: 'next', label, ...(blocked === undefined ? {} : { blocked }) });

/** The steps of a calibration on an open bus, one method each. */
export class CalibrationSteps {
  private readonly shelf;
  private draft: CalibrationDraft;
  private missing = 0;

  constructor(
    private readonly armName: string,
    private readonly tools: ProcedureTools,
    private readonly stage: Stage<CalibrationState>,
    private readonly line: ArmLine,
    private readonly twin: Twin,
  ) {
    this.shelf = openCalibrationShelf(tools.calibrationFolder);
    this.draft = new CalibrationDraft(line.profile, {});
  }

  async run(): Promise<void> {
    const { bus, profile } = this.line;
    const held = await readServoCalibration(bus, profile.family, profile.joints);
    const file = (await this.shelf.names()).includes(this.armName) ? await this.shelf.load(this.armName) : undefined;
    this.draft = new CalibrationDraft(profile, held, file);
    if ((await this.takeUpUnfinished(held)) === 'ended') return;
    await this.support();
    let step: Step = 'middle';
    if (this.draft.homed) step = this.draft.swept ? 'check' : 'sweep';
    for (; step !== 'write'; ) step = await this.take(step);
    await this.write({ ...this.draft.journal(this.armName), wanted: this.draft.wanted() }, this.draft.expectedReadings());
  }

  private take(step: Exclude<Step, 'write'>): Promise<Step> {
    switch (step) {
      case 'middle':
        return this.middle();
      case 'sweep':
        return this.sweep();
      case 'check':
        return this.check();
      case 'review':
        return this.review();
    }
  }

  /** What an earlier attempt left: it goes on, is taken back, or is forgotten. */
  private async takeUpUnfinished(held: ArmCalibration): Promise<'goes-on' | 'ended'> {
    const journal = await readJournal(this.tools.calibrationFolder, this.armName);
    if (journal === undefined) return 'goes-on';
    const choice = await this.stage.ask(unfinishedQuestion(this.line, journal, held));
    if (choice.name === 'start-over') {
      await removeJournal(this.tools.calibrationFolder, this.armName);
      return 'goes-on';
    }
    if (!hasBegunWriting(journal)) {
      this.draft = CalibrationDraft.resume(this.line.profile, journal);
      return 'goes-on';
    }
    await switchTorqueOff(this.line);
    if (choice.name === 'resume') await this.write(journal, undefined);
    else await this.takeBack(journal);
    return 'ended';
  }

  private async support(): Promise<void> {
    await this.stage.ask({
      step: 'support',
      instruction: 'Hold the arm with one hand: its torque goes off now, and it falls if nobody holds it.',
      joints: this.draft.joints(),
      actions: [{ name: 'next', label: 'I hold it: torque off', caution: true }],
    });
    this.stage.work({ instruction: 'Taking the torque off.' });
    await switchTorqueOff(this.line);
  }

  private async middle(): Promise<Step> {
    await this.stage.ask(
      {
        step: 'middle',
        instruction: 'Put every joint into the middle of its range: the arm as in the picture, the gripper half open. Hold it there.',
        actions: [next('This is the middle')],
      },
      () => this.follow(() => ({ problems: [] })),
    );
    // A posture that was not read just now is not the one in which the arm is held.
    if (this.missing > 0) return 'middle';
    this.draft.home();
    await this.note();
    return 'sweep';
  }

  private async sweep(): Promise<Step> {
    const choice = await this.stage.ask(
      {
        step: 'sweep',
        instruction: 'Move each joint slowly from one end of its range to the other, one after the other and in any order.',
        actions: this.sweepActions(),
      },
      () => this.follow(() => ({ actions: this.sweepActions(), problems: this.draft.sweepAdvice }), true),
    );
    if (choice.name === 'back') return 'middle';
    if (choice.name === 'again') this.draft.restartSweep();
    if (choice.name === 'centre') this.draft.centre();
    await this.note();
    return choice.name === 'next' ? 'check' : 'sweep';
  }

  private sweepActions(): readonly SetupAction[] {
    const [fault] = this.draft.sweepFaults;
    return [
      next('Every joint was at both ends', fault),
      ...(fault === undefined && this.draft.canCentre ? [{ name: 'centre', label: 'Centre the middle in the sweep' } as const] : []),
      { name: 'again', label: 'Sweep again' },
      { name: 'back', label: 'Home again' },
    ];
  }

  /** Each joint in turn against the model. */
  private async check(): Promise<Step> {
    for (const joint of this.line.profile.joints) {
      while (['waiting', 'current', 'reversed'].includes(this.draft.checkOf(joint.name))) {
        if ((await this.checkJoint(joint)) === 'back') return this.sweepAgain();
        await this.note();
      }
    }
    return 'review';
  }

  private async checkJoint({ name }: ServoJoint): Promise<'done' | 'back'> {
    const direction = growingDirection(this.line.profile.model, name);
    let startRad: number | undefined;
    this.draft.mark(name, 'current');
    const choice = await this.stage.ask(
      {
        step: 'check',
        instruction: `Move ${name} ${direction}. The picture moves with it, and stands as the arm stands.`,
        current: { joint: name, direction },
        joints: this.draft.joints(),
        actions: checkActions(name, 0),
      },
      () =>
        this.follow(() => {
          startRad ??= this.draft.angleRad(name);
          const movedRad = this.draft.angleRad(name) - startRad;
          const reversed = movedRad <= -tellingRad;
          this.draft.mark(name, reversed ? 'reversed' : 'current');
          return {
            actions: checkActions(name, movedRad),
            problems: reversed ? [`${name} turned against its model. If you moved it ${direction}, turn its direction round; otherwise try again.`] : [],
          };
        }),
    );
    if (choice.name === 'flip') this.draft.flip(name);
    this.draft.mark(name, choice.name === 'next' ? 'agrees' : choice.name === 'skip' ? 'skipped' : 'waiting');
    return choice.name === 'back' ? 'back' : 'done';
  }

  private async review(): Promise<Step> {
    const skipped = this.line.profile.joints.filter(({ name }) => this.draft.checkOf(name) === 'skipped');
    const [fault] = calibrationFaults(this.draft.wanted(), this.line.profile.family.largestHoming);
    const problems = [...skipped.map(({ name }) => `${name} was not checked against the model: it may turn the wrong way.`), ...this.draft.sweepAdvice];
    const choice = await this.stage.ask(
      {
        step: 'review',
        instruction: `Hold the arm still. The calibration goes into the servos and into the file of "${this.armName}".`,
        problems,
        actions: [{ ...next('Write it', fault), caution: true }, { name: 'back', label: 'Sweep again' }],
        changes: this.draft.changes(),
      },
      () => this.follow(() => ({ problems })),
    );
    if (choice.name === 'next') return 'write';
    return this.sweepAgain();
  }

  /** What was swept and checked before is forgotten, on the disk too: a joint may have been moved too far. */
  private async sweepAgain(): Promise<Step> {
    this.draft.restartSweep();
    await this.note();
    return 'sweep';
  }

  /** @param expected what the servos should read afterwards, where the arm has been held still since. */
  private async write(journal: WriteJournal, expected: readonly number[] | undefined): Promise<void> {
    this.stage.work({ step: 'write', instruction: 'Writing the servos, then the file. Leave the cable and the supply alone.' });
    await writeArm(this.site, journal, expected);
    this.end(`"${this.armName}" is calibrated. Its servos have no torque: support it until it is connected and engaged.`);
  }

  private async takeBack(journal: WriteJournal): Promise<void> {
    this.stage.work({ step: 'write', instruction: 'Putting the old calibration back.' });
    await takeBackWrite(this.site, journal);
    this.end(`The servos of "${this.armName}" hold their old calibration again.`);
  }

  private get site(): WritingSite {
    return { line: this.line, path: this.stage.state.path, tools: this.tools };
  }

  private end(instruction: string): void {
    this.stage.end({ phase: 'done', step: 'done', instruction, actions: [{ name: 'close', label: 'Close' }] });
  }

  /**
   * One live reading, shown as a table and in the scene. Before homing the scene shows the middle posture.
   * @param judge what the reading changes beside the table.
   */
  private async follow(judge: () => Partial<CalibrationState>, sweeping = false): Promise<void> {
    const { bus, profile } = this.line;
    const { draft, stage, tools, twin } = this;
    try {
      const readings = await bus.readAll(profile.joints.map(({ id }) => id), profile.family.registers.presentPosition);
      draft.observe(readings, sweeping);
      const judged = judge();
      stage.show({ ...judged, joints: draft.joints() });
      this.missing = 0;
    } catch (thrown) {
      this.missing += 1;
      if (!(thrown instanceof Failure) || this.missing > missingReadings) throw thrown;
      stage.show({ problems: [thrown.message] });
    }
    const angles = profile.joints.map((joint) => (draft.homed ? draft.angleRad(joint.name) : joint.halfTurnRad));
    tools.view.offerPose(twin.scene.id, () => twin.pose(angles, tools.time.monotonicMs() / 1000));
    await pause(tools.time, liveMs);
  }

  private note(): Promise<void> {
    return writeJournal(this.tools.calibrationFolder, this.draft.journal(this.armName));
  }
}

function checkActions(joint: string, movedRad: number): readonly SetupAction[] {
  const skip: SetupAction = { name: 'skip', label: 'Leave this joint out', joint, caution: true };
  const back: SetupAction = { name: 'back', label: 'Sweep again' };
  const flip: SetupAction = { name: 'flip', label: 'Turn its direction round', joint };
  const again: SetupAction = { name: 'again', label: 'Try again' };
  if (movedRad <= -tellingRad) return [flip, again, skip, back];
  return [next('The picture moves alike', movedRad < tellingRad ? `Move ${joint} a little further: at least fifteen degrees.` : undefined), skip, back];
}
