/** Recorded episodes as the library lists them and the window replays them. */

/** How an operator may end the running episode. */
export const episodeOutcomes = ['success', 'failure'] as const;
export type EpisodeOutcome = (typeof episodeOutcomes)[number];

export interface EpisodeSummary {
  /** Run and number: unique in the library, for example "0001-reach-sac/000012". */
  readonly id: string;
  readonly runId: string;
  readonly number: number;
  readonly task: string;
  readonly startedMs: number;
  /** Control step of the run at which the episode began. */
  readonly startStep: number;
  readonly length: number;
  readonly durationS: number;
  readonly episodeReturn: number;
  /** Sum over the steps of -log pi(a|s), nats. */
  readonly entropySum: number;
  /** Temperature at the episode's end. */
  readonly alpha: number;
  readonly success: boolean;
  readonly end: 'terminated' | 'truncated' | 'stopped' | 'cut-off';
}

/** One control tick of an episode, as the recorder takes it. Arrays are copied by the recorder. */
export interface EpisodeStep {
  readonly timeS: number;
  readonly observation: Float32Array;
  /** Task state that the observation leaves out and the lens needs, for example the commanded joint angles. */
  readonly configuration: Float64Array;
  /** The action taken in this observation, and the policy it came from. */
  readonly action: Float32Array;
  readonly preTanhMean: Float32Array;
  readonly logStd: Float32Array;
  readonly logProb: number;
  readonly policyVersion: number;
  readonly alpha: number;
  /** What followed: the reward of this step and its parts. */
  readonly reward: number;
  readonly rewardTerms: Readonly<Record<string, number>>;
  /** Readings of the arm before the action; empty without an arm. */
  readonly positionRad: Float64Array;
  readonly velocityRadS: Float64Array;
  readonly goalRad: Float64Array;
  /** bodies x 7, as in PoseFrame. */
  readonly bodies: Float32Array;
  readonly target?: Float32Array;
}

/** An episode read back: one row a step, columns flattened in step order. */
export interface EpisodeTracks {
  readonly summary: EpisodeSummary;
  readonly steps: number;
  readonly timeS: Float64Array;
  readonly observationSize: number;
  readonly observation: Float32Array;
  readonly actionNames: readonly string[];
  readonly action: Float32Array;
  readonly preTanhMean: Float32Array;
  readonly logStd: Float32Array;
  readonly logProb: Float32Array;
  readonly reward: Float32Array;
  readonly jointNames: readonly string[];
  readonly positionRad: Float32Array;
  readonly velocityRadS: Float32Array;
  readonly goalRad: Float32Array;
  /** steps x bodies x 7. */
  readonly bodies: Float32Array;
  /** steps x 3, or empty. */
  readonly target: Float32Array;
  readonly events: readonly EpisodeEvent[];
}

export interface EpisodeEvent {
  readonly timeS: number;
  readonly kind: 'start' | 'end' | 'stop' | 'success' | 'limit';
  readonly sentence: string;
}
