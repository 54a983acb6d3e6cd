import { describe, expect, it } from 'vitest';
import { createSharedMemory, LaneLink } from './lane-link';

const layout = { channels: [[[1, 2], [1, 2]], [[], [1]]] } as const;

function bothEnds(patienceMs?: number): readonly [first: LaneLink, second: LaneLink] {
  const shared = createSharedMemory(layout);
  return [new LaneLink(shared, layout, 0, patienceMs), new LaneLink(shared, layout, 1)];
}

describe('the link of two lanes', () => {
  it('brings commands with their arguments, and numbers either way', () => {
    const [first, second] = bothEnds();
    first.command('take-state', 5);
    expect(second.nextCommand()).toEqual({ command: 'take-state', argument: 5 });
    second.done();
    first.command('step', 0);
    first.send(0, [Float32Array.of(1), Float32Array.of(2, 3)]);
    expect(second.nextCommand()).toEqual({ command: 'step', argument: 0 });
    second.send(0, [Float32Array.of(4), Float32Array.of(5, 6)]);
    const [here, there] = [0, 1].map(() => [new Float32Array(1), new Float32Array(2)]) as [Float32Array[], Float32Array[]];
    second.receive(0, here);
    first.receive(0, there);
    expect([...here, ...there]).toEqual([Float32Array.of(1), Float32Array.of(2, 3), Float32Array.of(4), Float32Array.of(5, 6)]);
  });

  it('waits for what comes with this command, not for what came with the last', () => {
    const [first, second] = bothEnds(0);
    for (const value of [1, 2]) {
      first.command('step', 0);
      second.nextCommand();
      if (value === 1) second.send(1, [Float32Array.of(value)]);
      const got = new Float32Array(1);
      if (value === 1) first.receive(1, [got]);
      else expect(() => first.receive(1, [got])).toThrow('has not answered for 0 s');
      second.done();
    }
  });

  it('ends the waits of the other lane with the first reason that was given', () => {
    const [first, second] = bothEnds();
    second.fail('The second thread failed: nothing is left.');
    second.fail('Something else.');
    first.command('step', 0);
    expect(() => first.receive(0, [new Float32Array(1), new Float32Array(2)])).toThrow('The second thread failed: nothing is left.');
    expect(() => first.command('step', 0)).toThrow('nothing is left');
  });

  it('names a channel that there is not', () => {
    const [first] = bothEnds();
    expect(() => first.send(2, [])).toThrow('no channel 2');
  });
});
