import { spawn } from 'node:child_process';
import { projectFolder } from './paths.mjs';

/** Runs a command in the project with its output shown on standard error; resolves to its exit code. */
export function run(command, argumentList, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, argumentList, {
      cwd: projectFolder,
      stdio: ['ignore', process.stderr, process.stderr],
      shell: process.platform === 'win32' && command === 'npm',
      ...options,
    });
    child.once('error', (error) => {
      process.stderr.write(`${command} could not be started: ${error.message}\n`);
      resolve(127);
    });
    child.once('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 1)));
  });
}

/** Hands the terminal to a child process: its exit code and its signals are ours. */
export function become(command, argumentList, options = {}) {
  const child = spawn(command, argumentList, { stdio: 'inherit', ...options });
  // The child shares our terminal and gets Ctrl-C itself; we wait for it to end cleanly.
  const wait = () => undefined;
  process.on('SIGINT', wait);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.once('error', (error) => {
    process.stderr.write(`${command} could not be started: ${error.message}\n`);
    process.exit(127);
  });
  child.once('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
}
