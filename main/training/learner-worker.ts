import { failureReport } from '../../shared/contract/failure';
import { laneEntryIn } from '../compiler/lanes/second-lane';
import { createLearner } from '../learning/create-learner';
import { stepBehindControl } from '../processes/process-priority';
import { openWorkerPort } from '../processes/worker-port';
import type { FromLearner, ToLearner } from './learner-messages';
import { runLearnerService } from './learner-service';

/** Entry of the learner's process. */
stepBehindControl();
const port = openWorkerPort<ToLearner, FromLearner>({ lastMessage: (thrown) => ({ type: 'failed', failure: failureReport(thrown) }) });

void runLearnerService(port, { createLearner: (options) => createLearner(options, { laneEntry: laneEntryIn(__dirname) }), nowMs: () => performance.now() }).then(() => port.exit(0));
