#!/usr/bin/env node
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { listenToKeys, listenToLines } from './cli/standard-input';
import { openInBrowser } from './cli/open-in-browser';
import { runProgram } from './cli/program';
import type { ProgramHost, TextOutput } from './cli/program-host';
import { systemClock } from './lab/clock';
import { createChildProcessLauncher } from './processes/child-process-launcher';

/** Entry of the headless app. */

const launcher = createChildProcessLauncher(__dirname);

const host: ProgramHost = {
  output: textOutput(process.stdout),
  errors: textOutput(process.stderr),
  environment: process.env,
  homeFolder: os.homedir(),
  pageFolder: path.join(__dirname, '..', 'renderer'),
  clock: systemClock,
  launcher,
  openLab: async (options) => (await import('./lab/lab')).openLab({ ...options, launcher, host: 'browser' }),
  onInterrupt: (listener) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, listener);
    return () => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, listener);
    };
  },
  onLine: listenToLines,
  takesKeys: process.stdin.isTTY === true,
  onKey: listenToKeys,
  exitNow: (code) => process.exit(code),
  openInBrowser: (address) => openInBrowser(address, process.platform, (sentence) => process.stderr.write(`tempera: ${sentence}\n`)),
};

// A reader that has gone (as "head" does) ends the program quietly.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

runProgram(process.argv.slice(2), host).then((code) => {
  // Output into a pipe is written later: ending by hand would cut it off, yet a stray handle must not keep us here.
  process.stdout.write('', () => process.exit(code));
});

function textOutput(stream: NodeJS.WriteStream): TextOutput {
  return {
    isTerminal: stream.isTTY === true,
    get columns() {
      return stream.columns ?? 80;
    },
    write: (text) => void stream.write(text),
  };
}
