import type { ControlRate } from '../../shared/arm';
import { Failure, failureReport } from '../../shared/contract/failure';
import type { ReplayStatus } from '../../shared/contract/frames';
import type { EpisodeTracks } from '../../shared/episodes';
import { objectPoseSize } from '../../shared/world-object';
import { createArmTask, taskDescriptions } from '../worlds/task-registry';
import { armPose } from './arm-pose';
import { keepingPeriodS } from './arm-keeper';
import type { ConnectedArm } from './connect-arm';
import { createRealTimeClock } from './control-clock';
import type { ControlTime } from './control-time';
import type { ControlView } from './control-view';
import { replayFailed } from './stop-reasons';
import { SupervisedTravel } from './supervised-travel';
import type { MotionRequest } from './supervisor';

/** How far the arm's goal may lag behind the recording before the recording waits, radians. */
const lagRad = 0.1;
/** How long the arm may rest while it lags, before the replay is given up: a limit is in its way. Seconds. */
const blockedS = 1;

export interface ReplayActivityOptions {
  readonly connected: ConnectedArm;
  readonly tracks: EpisodeTracks;
  readonly episodeId: string;
  /** 1 is the speed of the recording. */
  readonly speed: number;
  readonly onStatus: (status: ReplayStatus) => void;
  readonly view: ControlView;
  readonly time: ControlTime;
}

/**
 * Plays a recorded episode on the arm: an eased move to its first posture, then its goals in the time of the recording,
 * all of it through the supervisor. A stop of the arm ends it, and what goes wrong in it stops the arm. Begins at once.
 */
export class ReplayActivity {
  /** Never rejects. */
  readonly done: Promise<void>;
  private readonly clock;
  private readonly targetRad: Float64Array;
  private asked = false;
  private over = false;

  /** Throws a `Failure` when the episode does not fit the arm, or the arm is stopped or in use. */
  constructor(private readonly options: ReplayActivityOptions) {
    const { connected, tracks, time } = options;
    requireFit(connected, tracks, options.episodeId);
    this.targetRad = new Float64Array(tracks.jointNames.length);
    this.clock = createRealTimeClock(keepingPeriodS, time);
    connected.arm.take('replay');
    this.done = this.run();
  }

  get ended(): boolean {
    return this.over;
  }

  rate(): ControlRate | undefined {
    return this.clock.rate();
  }

  /** Ends the replay where it is; resolves when the arm is left alone. */
  async end(): Promise<void> {
    this.asked = true;
    await this.done;
  }

  private async run(): Promise<void> {
    const { arm } = this.options.connected;
    let state: ReplayStatus['state'] = 'stopped';
    let stepIndex = 0;
    try {
      this.report('easing-in', 0);
      if (await this.travelToStart()) {
        await this.layOutThings();
        stepIndex = await this.play();
        if (!this.interrupted) state = 'done';
      }
    } catch (thrown) {
      // Nobody waits for a replay: what goes wrong in it shows as a stop. One that was over anyway needs none.
      if (!this.interrupted || !(thrown instanceof Failure)) await arm.stop(replayFailed(this.options.episodeId, failureReport(thrown).message));
    } finally {
      this.over = true;
      arm.yield('replay');
      this.report(state, stepIndex);
    }
  }

  private get interrupted(): boolean {
    const { mode, owner } = this.options.connected.arm;
    return this.asked || mode === 'stopped' || owner !== 'replay';
  }

  /** Returns whether the arm came to the first posture. */
  private async travelToStart(): Promise<boolean> {
    this.writeTarget(0, 0);
    const travel = new SupervisedTravel(this.options.connected.arm, 'replay', this.targetRad.slice());
    while (!this.interrupted) {
      await this.tick(travel.request);
      const progress = travel.progress(keepingPeriodS);
      if (progress !== 'moving') return progress === 'arrived';
    }
    return false;
  }

  /** Lays the things that the episode was about before a simulated arm, where they were at its start. They stay after it. */
  private async layOutThings(): Promise<void> {
    const { connected, tracks, view } = this.options;
    const { arm, twin } = connected;
    if (!arm.simulated || this.interrupted) return;
    const usesArm = taskDescriptions.some(({ name, usesArm: itDoes }) => itDoes && name === tracks.summary.task);
    const { objects = [], marks } = usesArm ? createArmTask(tracks.summary.task, twin) : {};
    twin.furnish(objects, marks);
    await arm.furnish(objects);
    view.show(twin.scene);
    // The things are the last bodies of the scene.
    const bodies = tracks.bodies.length / tracks.steps;
    if (objects.length > 0) await arm.place('replay', this.targetRad, Float64Array.from(tracks.bodies.subarray(bodies - objectPoseSize * objects.length, bodies)));
  }

  /** Returns the step that was played last. The recording waits where the limits keep the arm from following it. */
  private async play(): Promise<number> {
    const { tracks, speed, connected } = this.options;
    const endS = tracks.timeS[tracks.steps - 1] ?? 0;
    let timeS = tracks.timeS[0] ?? 0;
    let stepIndex = 0;
    let blockedForS = 0;
    while (!this.interrupted && blockedForS < blockedS) {
      if (!this.lags()) {
        if (timeS >= endS) return stepIndex;
        timeS = Math.min(endS, timeS + keepingPeriodS * speed);
      }
      while (stepIndex < tracks.steps - 1 && (tracks.timeS[stepIndex + 1] ?? endS) <= timeS) stepIndex += 1;
      const stepS = tracks.timeS[stepIndex] ?? endS;
      const nextS = tracks.timeS[stepIndex + 1] ?? stepS;
      this.writeTarget(stepIndex, nextS > stepS ? (timeS - stepS) / (nextS - stepS) : 0);
      await this.tick({ type: 'follow', owner: 'replay', targetRad: this.targetRad });
      blockedForS = this.lags() && connected.arm.atRest ? blockedForS + keepingPeriodS : 0;
      this.report('playing', stepIndex);
    }
    this.asked = true;
    return stepIndex;
  }

  private lags(): boolean {
    const { goalRad } = this.options.connected.arm;
    return this.targetRad.some((target, joint) => Math.abs(target - (goalRad[joint] ?? 0)) > lagRad);
  }

  /** The recorded goals between two steps. */
  private writeTarget(stepIndex: number, part: number): void {
    const { goalRad, steps } = this.options.tracks;
    const joints = this.targetRad.length;
    const next = Math.min(steps - 1, stepIndex + 1);
    for (let joint = 0; joint < joints; joint += 1) {
      const from = goalRad[stepIndex * joints + joint] ?? Number.NaN;
      const to = goalRad[next * joints + joint] ?? Number.NaN;
      this.targetRad[joint] = from + (to - from) * part;
    }
  }

  private async tick(request: MotionRequest): Promise<void> {
    const { arm, twin } = this.options.connected;
    // An arm that was released or engaged meanwhile is nobody's: there is nothing to tick.
    if (arm.owner !== 'replay') return;
    const state = await arm.tick(request, keepingPeriodS, this.clock);
    this.options.view.offerPose(twin.scene.id, () => armPose(twin, state));
  }

  private report(state: ReplayStatus['state'], stepIndex: number): void {
    const { episodeId, speed, tracks, onStatus } = this.options;
    onStatus({ episodeId, speed, stepIndex, steps: tracks.steps, state });
  }
}

function requireFit({ arm }: ConnectedArm, tracks: EpisodeTracks, episodeId: string): void {
  const names = arm.description.joints.map((joint) => joint.name);
  if (tracks.steps === 0 || tracks.goalRad.length === 0) {
    throw new Failure('bad-argument', `The episode "${episodeId}" has no motion of an arm in it: choose one of an arm task.`);
  }
  if (names.join() === tracks.jointNames.join()) return;
  throw new Failure(
    'bad-argument',
    `The episode "${episodeId}" moves ${tracks.jointNames.join(', ')}, but ${arm.description.title} has ${names.join(', ')}: connect the arm that it was recorded on.`,
  );
}
