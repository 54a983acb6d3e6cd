import { failureReport } from '../../shared/contract/failure';
import { createSimulatedEnvironment } from '../control/simulated-environment';
import { createActingPolicy } from '../learning/acting-policy';
import { laneEntryIn } from '../compiler/lanes/second-lane';
import { createLearner } from '../learning/create-learner';
import { openWorkerPort } from '../processes/worker-port';
import { createOpenRecorder } from '../recording/open-recorder';
import type { FromLockstep, ToLockstep } from './lockstep-messages';
import { runLockstepService } from './lockstep-service';

/** Entry of the lock-step process: control and learner in one. */
const port = openWorkerPort<ToLockstep, FromLockstep>({ lastMessage: (thrown) => ({ type: 'failed', failure: failureReport(thrown) }) });

void runLockstepService(port, {
  createEnvironment: (task) => createSimulatedEnvironment(task),
  createLearner: (options) => createLearner(options, { laneEntry: laneEntryIn(__dirname) }),
  createPolicy: createActingPolicy,
  openRecorder: (runFolder) => createOpenRecorder(runFolder),
  nowMs: () => performance.now(),
  wallClockMs: () => Date.now(),
}).then(() => port.exit(0));
