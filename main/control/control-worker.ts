import { listPorts } from '../../firmware-bridge/transport/list-ports';
import { createActingPolicy } from '../learning/acting-policy';
import { raisePriority } from '../processes/process-priority';
import type { WorkerPort } from '../processes/worker';
import { openWorkerPort } from '../processes/worker-port';
import { createOpenRecorder } from '../recording/open-recorder';
import { readEpisode } from '../recording/read-episode';
import { connectArm } from './connect-arm';
import type { FromControl, ToControl } from './control-messages';
import { ControlService } from './control-service';
import { systemTime } from './control-time';
import { armKindsOfMachine, openPort, openPracticeArm } from './open-arm';

/** Entry of the control process. When its parent goes, or an error ends it, it holds the arm first. */
raisePriority();

const port: WorkerPort<ToControl, FromControl> = openWorkerPort<ToControl, FromControl>({
  lastMessage: (thrown) => service.fail(thrown),
  onParentGone: () => service.close(),
});

const service = new ControlService({
  port,
  connect: ({ address, calibrationFolder, expected }) => connectArm(address, systemTime, armKindsOfMachine(calibrationFolder), expected),
  createOpenRecorder,
  createPolicy: createActingPolicy,
  readEpisode: async (file) => (await readEpisode(file)).tracks,
  setup: { openLine: openPort, openPractice: (path) => openPracticeArm(path, systemTime), listPorts },
  time: systemTime,
});
