import { createSimulatedEnvironment } from '../control/simulated-environment';
import { exportRun } from '../export/export-run';
import { createActingPolicy } from '../learning/acting-policy';
import { createStateInspector } from '../learning/state-inspector';
import { stepBehindControl } from '../processes/process-priority';
import { openWorkerPort } from '../processes/worker-port';
import { loadNetworks } from '../training/checkpoint';
import { createProjection, describeTask } from '../worlds/task-registry';
import type { FromAnalysis, ToAnalysis } from './analysis-messages';
import { createAnalysisService } from './analysis-service';
import { evaluateOrder } from './evaluate-order';

/** Entry of the analysis process. */
stepBehindControl();
const port = openWorkerPort<ToAnalysis, FromAnalysis>();

const service = createAnalysisService({
  sources: { createInspector: createStateInspector, createProjection, actionNames: async (task) => (await describeTask(task)).actionNames, loadNetworks },
  evaluate: (order, betweenEpisodes) =>
    evaluateOrder({ createEnvironment: (task) => createSimulatedEnvironment(task), createPolicy: createActingPolicy }, order, betweenEpisodes),
  exportRun,
  post: (message) => port.post(message),
  clock: { now: () => performance.now(), after: (delayMs, callback) => void setTimeout(callback, delayMs) },
});

port.onMessage((message) => service.take(message));
