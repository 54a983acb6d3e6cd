import { writeFileSync } from 'node:fs';
import { openWorkerPort } from '../worker-port';
import type { FromSample, ToSample } from './sample-messages';

/** A worker for the tests of the launcher and the port; leaves a file behind when its parent has gone. */
const port = openWorkerPort<ToSample, FromSample>({
  lastMessage: (thrown) => ({ type: 'failed', sentence: thrown instanceof Error ? thrown.message : String(thrown) }),
  async onParentGone() {
    await new Promise((resolve) => setImmediate(resolve));
    const file = process.env['SAMPLE_WORKER_WILL'];
    if (file !== undefined) writeFileSync(file, 'held');
  },
});

port.onMessage((message) => {
  switch (message.type) {
    case 'echo':
      return port.post(message);
    case 'print':
      return void process.stdout.write(message.text);
    case 'throw':
      throw new Error(message.sentence);
    case 'reject':
      return void Promise.reject(new Error(message.sentence));
    case 'exit-after':
      for (let index = 0; index < message.messages; index += 1) port.post({ type: 'count', index, ballast: new Float32Array(20_000) });
      return port.exit(3);
  }
});
