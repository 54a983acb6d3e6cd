import type { PoseFrame } from './scene';

/** What the policy would do in one state, ready to draw. Actions are in [-1, 1]; entropies in nats. */

export interface LensFrame {
  /** `live`: the state of the arm now. `replay`: an instant of a recorded episode. */
  readonly source: 'live' | 'replay';
  /** Updates that the drawn networks have had. */
  readonly policyVersion: number;
  /** Index of the step within the episode. */
  readonly stepIndex: number;
  /**
   * How the scene looked in the drawn state: the fan begins at the gripper of this pose, while the arm itself has moved
   * on. Absent in a replay, whose tracks have the pose of every step.
   */
  readonly pose?: PoseFrame;
  readonly actionNames: readonly string[];
  /**
   * `particles`: the policy is a sampler that may have any shape. Its marginals are then those of the actions of the fan,
   * `preTanhMean` and `logStd` are only their moments before the tanh, and the log-densities are kernel estimates.
   */
  readonly marginals?: 'particles';
  /** Pre-tanh Gaussian of the policy, [A] each. */
  readonly preTanhMean: Float32Array;
  readonly logStd: Float32Array;
  /** tanh(preTanhMean), [A]: the deterministic action. */
  readonly meanAction: Float32Array;
  readonly fan: ActionFan;
  /** Temperature that the policy is trained with. */
  readonly alpha: number;
  /** Monte-Carlo estimates over the fan: E[-log pi] and the soft value E[Q - alpha log pi]. */
  readonly entropy: number;
  readonly softValue: number;
  readonly energy?: EnergySlice;
}

/** N sampled actions carried through the twin to the place where they would move the tip. */
export interface ActionFan {
  /** N x A. */
  readonly actions: Float32Array;
  /** N, minimum over the critics. */
  readonly q: Float32Array;
  /** N, log-density of each action in [-1, 1]^A. */
  readonly logProb: Float32Array;
  /** N x 3, metres; empty, as the two below, for a task that has no place to draw a fan. */
  readonly points: Float32Array;
  readonly meanPoint: Float32Array;
  /** Where the tip is now. */
  readonly origin: Float32Array;
}

/** Q over two chosen action dimensions, the others at the mean action. */
export interface EnergySlice {
  readonly dimensionX: number;
  readonly dimensionY: number;
  readonly columns: number;
  readonly rows: number;
  /** rows x columns, row 0 at y = -1; cell centres spread evenly over [-1, 1]. */
  readonly q: Float32Array;
  /** Estimate of KL(pi || exp((Q - V) / alpha)) over the fan, nats, by importance weights. */
  readonly kl: number;
}
