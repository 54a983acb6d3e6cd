import { constants } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { failureReport } from '../../shared/contract/failure';
import { trainingSettingsSchema } from '../../shared/training';
import { autoCheck, displayCheck, isAllowed, nodeCheck, serialCheck, type CheckResult } from './doctor-checks';

/** Checks of the machine, by trying each thing for real. */
export async function* machineChecks(environment: Readonly<Record<string, string | undefined>>): AsyncGenerator<CheckResult> {
  yield nodeCheck(process.version);
  yield* executorChecks();
  yield await physicsCheck();
  yield await portsCheck();
  yield await electronCheck(environment);
  yield displayCheck(process.platform, environment);
}

async function* executorChecks(): AsyncGenerator<CheckResult> {
  const { probeExecutors } = await import('../compiler/probe-executors');
  const probes = await probeExecutors();
  for (const { name, available, detail } of probes) {
    yield { name: `Executor ${name}`, status: available ? 'ok' : 'warn', detail };
  }
  yield await autoCheck(probes, chooseForReach);
}

/** What `auto` takes for the updates of a standard run of reach. */
async function chooseForReach(): Promise<string> {
  const { createLearner } = await import('../learning/create-learner');
  const { resolveHyperParameters } = await import('../training/hyper-parameters');
  const { problemSizeOf } = await import('../training/task-size');
  const { findTask } = await import('../worlds/task-registry');
  const task = findTask('reach');
  const settings = trainingSettingsSchema.parse({ task: task.name, steps: 1, executor: 'auto' });
  const { seed, executor, threads } = settings;
  const learner = await createLearner({ size: problemSizeOf(task), settings: resolveHyperParameters(settings, task), seed, executor, threads });
  await learner.close();
  return learner.executor;
}

async function physicsCheck(): Promise<CheckResult> {
  const name = 'MuJoCo';
  try {
    const { loadTwin } = await import('../worlds/twin');
    const twin = await loadTwin('so-101');
    twin.close();
    return { name, status: 'ok', detail: 'the simulated arm loads' };
  } catch (error) {
    return { name, status: 'fail', detail: failureReport(error).message, remedy: 'Install the packages again with "npm ci".' };
  }
}

async function portsCheck(): Promise<CheckResult> {
  try {
    const { SerialPort } = await import('serialport');
    const ports = await SerialPort.list();
    const findings = [];
    // Windows has no file behind a port whose rights could be asked.
    for (const port of ports) findings.push({ path: port.path, usable: process.platform === 'win32' || (await isAllowed(port.path, constants.R_OK | constants.W_OK)) });
    return serialCheck(findings, process.platform);
  } catch (error) {
    // On Linux the ports are listed by udevadm, which small systems leave out.
    if (error instanceof Error && error.message.includes('udevadm')) {
      return { name: 'Serial ports', status: 'warn', detail: 'cannot be listed: udevadm is missing.', remedy: 'Install the package udev, or give the path of the port by hand.' };
    }
    return { name: 'Serial ports', status: 'warn', detail: failureReport(error).message, remedy: 'Install the packages again with "npm ci"; the simulated arm works without.' };
  }
}

/** The desktop app's runtime is fetched on first use: it is asked for here without fetching it. */
async function electronCheck(environment: Readonly<Record<string, string | undefined>>): Promise<CheckResult> {
  const name = 'Electron';
  const binary = process.platform === 'win32' ? 'electron.exe' : process.platform === 'darwin' ? 'Electron.app/Contents/MacOS/Electron' : 'electron';
  const folder = environment['ELECTRON_OVERRIDE_DIST_PATH'] ?? installedElectronFolder();
  if (folder !== undefined && (await isAllowed(path.join(folder, binary), constants.X_OK))) return { name, status: 'ok', detail: folder };
  return {
    name,
    status: 'warn',
    detail: 'the runtime of the desktop app is not on this machine.',
    remedy: 'Fetch it with "npx install-electron", or use "tempera serve" and a browser.',
  };
}

function installedElectronFolder(): string | undefined {
  try {
    return path.join(path.dirname(createRequire(path.join(process.cwd(), 'package.json')).resolve('electron/package.json')), 'dist');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}
