import type { ArmState } from '../../shared/arm';
import { Failure } from '../../shared/contract/failure';
import type { TaskDescription } from '../../shared/contract/frames';
import { createRandom } from '../../shared/maths/random';
import type { PoseFrame, SceneDescription } from '../../shared/scene';
import type { WorldObject } from '../../shared/world-object';
import type { ArmTask } from '../worlds/arm-task';
import type { Environment, StepOutcome } from '../worlds/environment';
import type { Twin } from '../worlds/twin';
import { armPose } from './arm-pose';
import type { ControlClock } from './control-clock';
import type { SupervisedArm } from './supervised-arm';
import { SupervisedTravel } from './supervised-travel';
import type { MotionRequest } from './supervisor';

export interface ArmEnvironmentOptions {
  readonly task: ArmTask;
  readonly arm: SupervisedArm;
  readonly twin: Twin;
  readonly clock: ControlClock;
  /** What the environment has to close with itself. */
  readonly onClose?: () => Promise<void>;
}

const owner = 'training';

/**
 * A task on a supervised arm. A step lasts one control period of the clock: targets of the task, supervisor, driver,
 * the period, a reading, the task's judgement. The caller takes and yields the arm as `training`; a stop latched on it
 * makes `reset` and `step` reject with a `Failure` of code `stopped`.
 */
export class ArmEnvironment implements Environment {
  readonly task: TaskDescription;
  readonly scene: SceneDescription;
  readonly jointNames: readonly string[];
  private readonly objects: readonly WorldObject[];
  private readonly observation: Float32Array;
  private readonly targetRad: Float64Array;
  private steps = 0;
  private state: ArmState;
  private drawn: { readonly state: ArmState; readonly pose: PoseFrame } | undefined;

  constructor(private readonly options: ArmEnvironmentOptions) {
    const { task, arm, twin } = options;
    requireSight(task, arm);
    this.task = task.description;
    this.objects = task.objects ?? [];
    twin.furnish(this.objects, task.marks);
    this.scene = twin.scene;
    this.jointNames = arm.description.joints.map(({ name }) => name);
    this.observation = new Float32Array(this.task.observation.reduce((size, field) => size + field.size, 0));
    this.targetRad = new Float64Array(arm.description.joints.length);
    this.state = arm.state;
  }

  async reset(seed: number): Promise<Float32Array> {
    const { task, arm, twin, clock } = this.options;
    const { startRad, objectPoses } = task.begin(createRandom(seed));
    clock.restart();
    if (arm.simulated) {
      // A replay may have laid out other things since.
      twin.furnish(this.objects, task.marks);
      await arm.furnish(this.objects);
      await arm.place(owner, startRad, objectPoses);
      this.refuseStopped();
      if (!arm.easedIn) {
        await this.easeInAt(startRad);
        await arm.place(owner, startRad, objectPoses);
      }
    } else await this.travelTo(startRad);
    this.state = arm.state;
    this.steps = 0;
    this.drawn = undefined;
    task.started(this.state);
    task.observe(this.state, this.observation);
    return this.observation;
  }

  async step(action: Float32Array): Promise<StepOutcome> {
    const { task, clock } = this.options;
    // Between episodes files are closed and opened: time without ticks, in which the keeper holds the arm.
    if (this.steps === 0) clock.restart();
    task.targets(action, this.state, this.targetRad);
    this.state = await this.tick({ type: 'follow', owner, targetRad: this.targetRad });
    this.steps += 1;
    const { reward, rewardTerms, terminated, success } = task.assess(this.state, action);
    task.observe(this.state, this.observation);
    const truncated = !terminated && this.steps >= this.task.horizonSteps;
    return { observation: this.observation, reward, rewardTerms, terminated, truncated, success };
  }

  pose(): PoseFrame {
    const { task, twin } = this.options;
    if (this.drawn?.state !== this.state) {
      const { target, targetRadius } = task;
      const goal = { ...(target === undefined ? {} : { target: target.slice() }), ...(targetRadius === undefined ? {} : { targetRadius }) };
      this.drawn = { state: this.state, pose: { ...armPose(twin, this.state), ...goal } };
    }
    return this.drawn.pose;
  }

  configuration(): Float64Array {
    return this.options.task.configuration(this.state);
  }

  async close(): Promise<void> {
    const { arm, twin, onClose } = this.options;
    twin.furnish([]);
    await arm.furnish([]);
    await onClose?.();
  }

  /** The first motion of an owner is slow; it is spent at the start posture, so that every step acts at full speed. */
  private async easeInAt(startRad: Float64Array): Promise<void> {
    const { arm } = this.options;
    while (!arm.easedIn) await this.tick({ type: 'follow', owner, targetRad: startRad });
  }

  private async travelTo(startRad: Float64Array): Promise<void> {
    const { arm, clock } = this.options;
    const travel = new SupervisedTravel(arm, owner, startRad);
    for (;;) {
      await this.tick(travel.request);
      const progress = travel.progress(clock.periodS);
      if (progress === 'arrived') return;
      if (progress === 'blocked') {
        throw new Failure('stopped', 'The arm cannot move to the start of the episode within its limits: jog it to a free place, then go on.');
      }
    }
  }

  private async tick(request: MotionRequest): Promise<ArmState> {
    const { arm, clock } = this.options;
    this.refuseStopped();
    const state = await arm.tick(request, clock.periodS, clock);
    this.refuseStopped();
    return state;
  }

  /** Also after a stop that was cleared between two ticks: whoever engages the arm does not set it in motion. */
  private refuseStopped(): void {
    const { stopReason, mode, owner: holder } = this.options.arm;
    if (stopReason !== undefined) throw new Failure('stopped', `${stopReason.sentence} ${stopReason.remedy}`);
    if (mode === 'released') throw new Failure('stopped', 'The torque of the arm is off: press Engage to go on.');
    if (holder !== owner) throw new Failure('stopped', 'The arm was stopped and engaged meanwhile: continue the run when it may move.');
  }
}

/** A real arm reads its joints alone: it cannot be taught with things that it would have to see. */
function requireSight({ objects = [], description }: ArmTask, arm: SupervisedArm): void {
  if (objects.length === 0 || arm.simulated) return;
  const things = objects.map(({ name }) => name).join(' and the ');
  throw new Failure('unavailable', `The task "${description.name}" has to know where the ${things} is, which ${arm.description.title} cannot sense: train it on the simulated arm ("sim").`);
}
