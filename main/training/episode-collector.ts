import { Failure } from '../../shared/contract/failure';
import type { EpisodeOutcome, EpisodeSummary } from '../../shared/episodes';
import { restoreRandom, type RandomSource, type RandomState } from '../../shared/maths/random';
import type { RolloutSettings } from '../control/control-messages';
import type { ActingPolicy, PolicySnapshot, ProblemSize } from '../learning/learner';
import type { EpisodeRecorder, OpenRecorder } from '../recording/recorder';
import type { Environment } from '../worlds/environment';
import { labelled, labelledEnd, labelSentences } from './episode-label';
import { problemSizeOf, requireFinite, requireSize } from './task-size';
import type { Transition } from './transition-batch';

/** What the arm is in now. The arrays belong to the environment: copy what you keep. */
export interface ObservedState {
  readonly stepIndex: number;
  readonly observation: Float32Array;
  readonly configuration: Float64Array;
}

/** An action with what chose it: everything that must be kept to perform a step again. Plain numbers, fit for JSON. */
export interface Decision {
  readonly action: readonly number[];
  readonly preTanhMean: readonly number[];
  readonly logStd: readonly number[];
  readonly logProb: number;
  readonly policyVersion: number;
  readonly alpha: number;
}

/**
 * Where collecting stands between two steps, as JSON. An environment cannot be stored, so the episode in hand is
 * kept as its seed and its decisions: a simulation that performs them again is in the same state.
 */
export interface CollectorState {
  readonly random: RandomState;
  readonly nextEpisode: number;
  readonly episode?: {
    readonly seed: number;
    readonly startStep: number;
    readonly decisions: readonly Decision[];
    readonly observation: readonly number[];
  };
}

export interface EpisodeCollectorOptions {
  readonly environment: Environment;
  readonly settings: Pick<RolloutSettings, 'runId' | 'task' | 'firstStep' | 'firstEpisode' | 'learningStarts'>;
  readonly openRecorder: OpenRecorder;
  readonly createPolicy: (snapshot: PolicySnapshot) => Promise<ActingPolicy>;
  readonly random: RandomSource;
  readonly nowMs: () => number;
  readonly onObserved?: (state: ObservedState) => void;
  readonly resume?: CollectorState;
}

/** Takes one control step after another, over as many episodes as it needs. Not re-entrant. */
export interface EpisodeCollector {
  readonly size: ProblemSize;
  readonly stepsTaken: number;
  /** Number that the next new episode will have. */
  readonly nextEpisode: number;
  /** Updates that the policy of the last step had had; 0 for a uniformly random action. */
  readonly policyVersion: number;
  /** True while the next step needs a policy and none was loaded. */
  readonly needsPolicy: boolean;
  /** Temperature that goes into the recorded steps. */
  alpha: number;
  loadPolicy(snapshot: PolicySnapshot): void;
  /** One control step; `summary` when it ended an episode. The transition's arrays are reused by the next step. */
  step(): Promise<{ readonly transition: Transition; readonly summary?: EpisodeSummary }>;
  /** The next step ends the episode in hand, as the operator says. Throws a `Failure` when there is none. */
  label(outcome: EpisodeOutcome): void;
  /** Ends the episode in hand, if there is one, as stopped; one that was labelled meanwhile, as its label says. */
  interrupt(sentence: string): Promise<EpisodeSummary | undefined>;
  state(): CollectorState;
  close(): Promise<void>;
}

interface OpenEpisode {
  readonly seed: number;
  readonly startStep: number;
  readonly recorder: EpisodeRecorder;
  readonly startTimeS: number;
  readonly decisions: Decision[];
  success: boolean;
}

/** The squashed Gaussian nearest to uniform has a standard deviation of 0.8746 (facts of entropy, E[-log pi] = 0.6836). */
const uniformLogStd = Math.log(0.8746);

export function createEpisodeCollector(options: EpisodeCollectorOptions): EpisodeCollector {
  const { environment, settings } = options;
  const { task } = environment;
  const size: ProblemSize = problemSizeOf(task);
  const observation = new Float32Array(size.observationSize);
  const nextObservation = new Float32Array(size.observationSize);
  const action = new Float32Array(size.actionSize);
  const noise = new Float32Array(size.actionSize);
  let random = options.random;
  let policy: ActingPolicy | undefined;
  let newest: PolicySnapshot | undefined;
  let stepsTaken = settings.firstStep;
  let nextEpisode = settings.firstEpisode;
  let policyVersion = 0;
  let alpha = 0;
  let episode: OpenEpisode | undefined;
  let label: EpisodeOutcome | undefined;
  let resume = options.resume;
  if (resume !== undefined) {
    random = restoreRandom(resume.random);
    nextEpisode = Math.max(nextEpisode, resume.nextEpisode);
  }

  function observed(stepIndex: number): void {
    options.onObserved?.({ stepIndex, observation, configuration: environment.configuration() });
  }

  async function begin(seed: number, startStep: number): Promise<OpenEpisode> {
    const first = await environment.reset(seed);
    requireFinite(task, 'first observation', first);
    observation.set(first);
    const pose = environment.pose();
    const joints = pose.positionRad?.length ?? 0;
    const recorder = await options.openRecorder({
      runId: settings.runId,
      number: nextEpisode,
      task: task.name,
      startedMs: options.nowMs(),
      startStep,
      controlPeriodS: task.controlPeriodS,
      jointNames: environment.jointNames ?? Array.from({ length: joints }, (_, index) => `joint ${index + 1}`),
      actionNames: task.actionNames,
      observationSize: size.observationSize,
      scene: environment.scene,
    });
    nextEpisode += 1;
    recorder.event({ timeS: 0, kind: 'start', sentence: `Episode of ${task.title} from seed ${seed}.` });
    observed(0);
    return { seed, startStep, recorder, startTimeS: pose.timeS, decisions: [], success: false };
  }

  /** Performs the episode that a stored state was in. An environment that comes out elsewhere begins anew. */
  async function resumeEpisode(stored: NonNullable<CollectorState['episode']>): Promise<OpenEpisode | undefined> {
    const again = await begin(stored.seed, stored.startStep);
    for (const decision of stored.decisions) {
      const outcome = await perform(again, decision);
      observation.set(outcome.observation);
    }
    if (stored.observation.every((value, index) => Object.is(value, observation[index]))) return again;
    again.recorder.event({ timeS: timeOf(again), kind: 'stop', sentence: 'The arm did not come back to the stored state; a new episode begins.' });
    await again.recorder.finish('stopped', again.success);
    return undefined;
  }

  async function current(): Promise<OpenEpisode> {
    const stored = resume?.episode;
    resume = undefined;
    if (episode === undefined && stored !== undefined) episode = await resumeEpisode(stored);
    episode ??= await begin(random.integer(0x1_0000_0000), stepsTaken);
    return episode;
  }

  async function decide(): Promise<Decision> {
    if (newest !== undefined) {
      requireSize(size, newest);
      if (policy === undefined) policy = await options.createPolicy(newest);
      else policy.load(newest);
      newest = undefined;
    }
    if (stepsTaken < settings.learningStarts) return uniformDecision(size.actionSize, random, alpha);
    if (policy === undefined) throw new Error('a step of the policy was asked for before any policy was loaded');
    random.fillNormal(noise);
    const { action: chosen, preTanhMean, logStd, logProb } = await policy.act(observation, noise);
    return { action: Array.from(chosen), preTanhMean: Array.from(preTanhMean), logStd: Array.from(logStd), logProb, policyVersion: policy.version, alpha };
  }

  function timeOf(open: OpenEpisode): number {
    return environment.pose().timeS - open.startTimeS;
  }

  /** Applies a decision in the state of `observation`, and records it. */
  async function perform(open: OpenEpisode, decision: Decision, verdict?: () => EpisodeOutcome | undefined) {
    const pose = environment.pose();
    const before = {
      timeS: pose.timeS - open.startTimeS,
      configuration: environment.configuration().slice(),
      positionRad: new Float64Array(pose.positionRad ?? []),
      velocityRadS: new Float64Array(pose.velocityRadS ?? []),
      goalRad: new Float64Array(pose.goalRad ?? []),
      bodies: pose.bodies.slice(),
      ...(pose.target === undefined ? {} : { target: pose.target.slice() }),
    };
    action.set(decision.action);
    const judged = await environment.step(action);
    // A label may come while the step lasts.
    const given = verdict?.();
    const outcome = given === undefined ? judged : labelled(judged, given, task);
    requireFinite(task, 'observation', outcome.observation);
    requireFinite(task, 'reward', [outcome.reward]);
    open.decisions.push(decision);
    open.recorder.add({
      ...before,
      observation,
      action,
      preTanhMean: new Float32Array(decision.preTanhMean),
      logStd: new Float32Array(decision.logStd),
      logProb: decision.logProb,
      policyVersion: decision.policyVersion,
      alpha: decision.alpha,
      reward: outcome.reward,
      rewardTerms: outcome.rewardTerms,
    });
    if (outcome.success && !open.success) {
      open.success = true;
      open.recorder.event({ timeS: timeOf(open), kind: 'success', sentence: given === undefined ? `${task.title} was done.` : labelSentences.success });
    }
    return outcome;
  }

  async function finish(open: OpenEpisode, end: EpisodeSummary['end'], sentence: string, timeS: number): Promise<EpisodeSummary> {
    episode = undefined;
    label = undefined;
    open.recorder.event({ timeS, kind: end === 'stopped' ? 'stop' : 'end', sentence });
    return open.recorder.finish(end, open.success);
  }

  function finishLabelled(open: OpenEpisode, verdict: EpisodeOutcome, timeS: number): Promise<EpisodeSummary> {
    open.success = verdict === 'success';
    return finish(open, labelledEnd[verdict], labelSentences[verdict], timeS);
  }

  return {
    size,
    get stepsTaken() {
      return stepsTaken;
    },
    get nextEpisode() {
      return nextEpisode;
    },
    get policyVersion() {
      return policyVersion;
    },
    get needsPolicy() {
      return stepsTaken >= settings.learningStarts && policy === undefined && newest === undefined;
    },
    get alpha() {
      return alpha;
    },
    set alpha(value) {
      alpha = value;
    },
    loadPolicy(snapshot) {
      newest = snapshot;
    },
    async step() {
      const open = await current();
      const decision = await decide();
      const outcome = await perform(open, decision, () => label);
      stepsTaken += 1;
      policyVersion = decision.policyVersion;
      nextObservation.set(outcome.observation);
      const transition = {
        observation: observation.slice(),
        action,
        reward: outcome.reward,
        nextObservation,
        terminated: outcome.terminated,
      };
      observation.set(nextObservation);
      observed(open.decisions.length);
      if (label !== undefined) return { transition, summary: await finishLabelled(open, label, timeOf(open)) };
      if (outcome.terminated) return { transition, summary: await finish(open, 'terminated', 'The task ended the episode.', timeOf(open)) };
      if (outcome.truncated) return { transition, summary: await finish(open, 'truncated', 'The time was up.', timeOf(open)) };
      return { transition };
    },
    label(outcome) {
      if (task.successReward === undefined) throw new Failure('unavailable', `The task ${task.name} knows no success: its episodes cannot be labelled.`);
      if (episode === undefined) throw new Failure('unavailable', 'No episode is under way: the arm goes to the start of the next one. Label that.');
      label = outcome;
    },
    async interrupt(sentence) {
      if (episode === undefined) return undefined;
      const timeS = episode.decisions.length * task.controlPeriodS;
      if (label === undefined) return finish(episode, 'stopped', sentence, timeS);
      // The step that was to end it was never done: why, and then what the operator said of it.
      episode.recorder.event({ timeS, kind: 'stop', sentence });
      return finishLabelled(episode, label, timeS);
    },
    state() {
      // Before the first step after a resumption, nothing has happened since.
      if (resume !== undefined) return resume;
      return {
        random: random.state(),
        nextEpisode,
        ...(episode === undefined
          ? {}
          : {
              episode: {
                seed: episode.seed,
                startStep: episode.startStep,
                decisions: [...episode.decisions],
                observation: [...observation],
              },
            }),
      };
    },
    async close() {
      await policy?.close();
    },
  };
}

/** A uniformly random action: density (1/2)^A over [-1, 1]^A. */
function uniformDecision(actionSize: number, random: RandomSource, alpha: number): Decision {
  return {
    action: Array.from({ length: actionSize }, () => Math.fround(2 * random.uniform() - 1)),
    preTanhMean: new Array<number>(actionSize).fill(0),
    logStd: new Array<number>(actionSize).fill(uniformLogStd),
    logProb: -actionSize * Math.LN2,
    policyVersion: 0,
    alpha,
  };
}
