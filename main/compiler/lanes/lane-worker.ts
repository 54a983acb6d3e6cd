import { parentPort, workerData } from 'node:worker_threads';
import { createArrayMemory } from '../array-memory';
import { bindStages, type BoundStages } from '../bind-stages';
import { named } from '../executor';
import { createHostKernels } from '../host/host-kernels';
import { LaneFailure, LaneLink } from './lane-link';
import type { SecondLaneOrder } from './second-lane';

/** Entry of the thread that runs the second lane of an executor. It waits for its commands without turning its event loop. */
async function run({ shared, layout, arrays: shapes, steps, inputs, state, binding }: SecondLaneOrder): Promise<void> {
  const link = new LaneLink(shared, layout, 1);
  const { memory, arrays } = createArrayMemory(shapes);
  const surroundings = { arrays, host: createHostKernels(memory), link };
  const bound: BoundStages[] = [];
  for (const stages of steps) bound.push(await bindStages(stages, surroundings, binding));
  const inputArrays = inputs.arrays.map((array) => named(arrays, array));
  parentPort?.postMessage('ready');

  async function follow(): Promise<never> {
    for (;;) {
      const { command, argument } = link.nextCommand();
      if (command === 'step') {
        link.receive(inputs.channel, inputArrays);
        for (const action of bound[argument]?.actions ?? []) await action();
      } else {
        const { array, channel, heldFrom } = state[argument] ?? { array: `of state ${argument}`, channel: -1 };
        if (command === 'take-state') link.receive(channel, [named(arrays, array)]);
        else link.send(channel, [named(arrays, array).subarray(heldFrom)]);
      }
      link.done();
    }
  }

  await follow().catch((thrown: unknown) => {
    // The first lane has closed, or failed itself.
    if (thrown instanceof LaneFailure) return;
    link.fail(`The second thread of the updates failed: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  });
  for (const { release } of bound) await release();
}

void run(workerData as SecondLaneOrder);
