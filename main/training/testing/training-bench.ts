import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { EpisodeSummary } from '../../../shared/episodes';
import { trainingSettingsSchema, type EvaluationResult, type MetricsRow, type RunEvent, type TrainingRequest, type TrainingSettings, type TrainingStatus } from '../../../shared/training';
import { createSimulatedEnvironment } from '../../control/simulated-environment';
import { createActingPolicy } from '../../learning/acting-policy';
import { createLearner } from '../../learning/create-learner';
import type { WorkerLauncher } from '../../processes/worker';
import { createOpenRecorder } from '../../recording/open-recorder';
import { findTask } from '../../worlds/task-registry';
import type { ControlAccess } from '../control-access';
import { evaluatePolicy } from '../evaluation';
import { runLearnerService } from '../learner-service';
import { runLockstepService } from '../lockstep-service';
import type { EvaluationRequest, TrainingSessionOptions } from '../training-session';
import { createInProcessControl } from './in-process-control';
import { createInProcessLauncher, type WorkerService } from './in-process-launcher';

/** The learner and the lock-step worker as services of this process, with the real learner and environments. */
export function learningLauncher() {
  const learner: WorkerService = (port) => runLearnerService(port, { createLearner: (options) => createLearner(options), nowMs: () => performance.now() });
  const lockstep: WorkerService = (port) =>
    runLockstepService(port, {
      createEnvironment: (task) => createSimulatedEnvironment(task),
      createLearner: (options) => createLearner(options),
      createPolicy: createActingPolicy,
      openRecorder: (runFolder) => createOpenRecorder(runFolder),
      nowMs: () => performance.now(),
      wallClockMs: () => 0,
    });
  return createInProcessLauncher({ learner, lockstep });
}

export async function evaluateHere({ task, step, policy, episodes, seed }: EvaluationRequest): Promise<EvaluationResult> {
  const environment = await createSimulatedEnvironment(task);
  const acting = await createActingPolicy(policy);
  try {
    return await evaluatePolicy(acting, environment, { step, episodes, seed });
  } finally {
    await acting.close();
    await environment.close();
  }
}

/** A short run of small networks. */
export function smallSettings(request: Partial<TrainingRequest>): TrainingSettings {
  return trainingSettingsSchema.parse({
    task: 'pendulum',
    steps: 400,
    executor: 'onnx-cpu',
    evaluateEvery: 0,
    evaluationEpisodes: 1,
    checkpointEvery: 100,
    hyper: { hiddenSizes: [8], batchSize: 8, learningStarts: 50 },
    ...request,
  });
}

export interface Told {
  readonly statuses: TrainingStatus[];
  readonly rows: MetricsRow[];
  readonly events: RunEvent[];
  readonly episodes: EpisodeSummary[];
}

/** Everything that a session needs, in a scratch library. */
export async function trainingBench(launcher: WorkerLauncher = learningLauncher(), task = 'pendulum') {
  const library = await mkdtemp(path.join(tmpdir(), 'tempera-training-'));
  const control = createInProcessControl(() => createSimulatedEnvironment(task));
  const told: Told = { statuses: [], rows: [], events: [], episodes: [] };
  const options: TrainingSessionOptions = {
    library,
    launcher,
    control: control satisfies ControlAccess,
    task: findTask(task),
    evaluate: evaluateHere,
    nowMs: () => Date.now(),
    listener: {
      status: (status) => told.statuses.push(status),
      metrics: (row) => told.rows.push(row),
      event: (event) => told.events.push(event),
      episode: (summary) => told.episodes.push(summary),
      networks: () => undefined,
      view: () => undefined,
    },
  };
  return { library, control, told, options, remove: () => rm(library, { recursive: true, force: true }) };
}
