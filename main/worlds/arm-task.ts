import type { ArmState } from '../../shared/arm';
import type { TaskDescription } from '../../shared/contract/frames';
import type { RandomSource } from '../../shared/maths/random';
import type { SceneGeometry } from '../../shared/scene';
import type { WorldObject } from '../../shared/world-object';

/**
 * A task of an arm: it sees readings, asks for joint targets and judges. It moves nothing itself, so the same task
 * runs on a simulated and on a real arm. One instance serves one environment; it may keep state between `begin`s.
 */
export interface ArmTask {
  readonly description: TaskDescription;
  /** Loose things that the task is about: their poses come with each reading (`ArmState.objects`), so the arm must be simulated. */
  readonly objects?: readonly WorldObject[];
  /** Drawn in the scene, fixed in the world, and not touched. */
  readonly marks?: readonly SceneGeometry[];
  /**
   * Chooses goal, start posture and the poses of the things (7 numbers each) of an episode; the environment brings the
   * arm there before the first reading.
   */
  begin(random: RandomSource): { readonly startRad: Float64Array; readonly objectPoses?: Float64Array };
  /** Tells the task of the first reading of the episode, at the start posture. */
  started(state: ArmState): void;
  observe(state: ArmState, observation: Float32Array): void;
  /** Joint targets that an action asks for, radians, one per joint of the arm; the supervisor limits them. */
  targets(action: Float32Array, state: ArmState, targetRad: Float64Array): void;
  /** Judges the reading after the action's control period. */
  assess(state: ArmState, action: Float32Array): Assessment;
  /** See `EpisodeStep.configuration`. */
  configuration(state: ArmState): Float64Array;
  /** For the scene: the goal, x, y, z in metres, and its radius. */
  readonly target: Float32Array | undefined;
  readonly targetRadius: number | undefined;
}

export interface Assessment {
  readonly reward: number;
  readonly rewardTerms: Readonly<Record<string, number>>;
  readonly terminated: boolean;
  readonly success: boolean;
}
