import { afterEach, describe, expect, test } from 'vitest';
import type { ArmDescription } from '../../../shared/arm';
import { createRandom } from '../../../shared/maths/random';
import { sts3215 } from '../../../firmware-bridge/feetech/control-table';
import { EmulatedFeetechServo } from '../../../firmware-bridge/feetech/emulated-servo';
import { encodeRegister, type Register } from '../../../firmware-bridge/register';
import { createTransportPair, type TransportPair } from '../../../firmware-bridge/transport/transport-pair';
import { loadArmWorld } from '../../worlds/arm-world';
import { connectArm } from '../connect-arm';
import type { RolloutSettings } from '../control-messages';
import { ServiceBench } from '../testing/service-bench';
import { EmulatedArm } from './emulated-arm';
import { ServoArm } from './servo-arm';
import { feetechArm } from './servo-arm-profile';

const rollout: RolloutSettings = { runId: 'run', runFolder: '/nowhere', task: 'reach', seed: 1, pace: 'real-time', firstStep: 0, firstEpisode: 1, lastStep: 10_000, learningStarts: 10_000, updateToData: 1 };

/** The control service with an SO-101 of emulated servos behind their bytes; a test turns the time of both. */
class SerialTraining {
  readonly bench: ServiceBench;
  readonly arm: EmulatedArm;
  /** Highest speed of any joint, and how far one was beyond its range, in MuJoCo. */
  topSpeedRadS = 0;
  beyondRad = 0;
  private cable: TransportPair = createTransportPair('the cable');
  private takeOff: () => void;

  private constructor(bench: ServiceBench, arm: EmulatedArm) {
    this.bench = bench;
    this.arm = arm;
    this.takeOff = arm.plugInto(this.cable.device);
    arm.onAdvanced(() => this.look());
  }

  static async open(): Promise<SerialTraining> {
    const world = await loadArmWorld(feetechArm.model);
    const bench: ServiceBench = new ServiceBench(({ expected }) => training.connect(expected));
    const arm = new EmulatedArm({ profile: feetechArm, world, time: bench.time, uniform: createRandom(7).uniform });
    const training = new SerialTraining(bench, arm);
    return training;
  }

  async begin(): Promise<void> {
    await this.bench.ask({ type: 'connect', address: 'the arm' });
    await this.bench.ask({ type: 'begin-rollout', rollout });
  }

  pull(): void {
    this.cable.unplug('The cable was pulled.');
    this.takeOff();
  }

  plug(): void {
    this.cable = createTransportPair('the cable');
    this.takeOff = this.arm.plugInto(this.cable.device);
  }

  get steps(): number {
    return this.bench.all('transitions').reduce((sum, { batch }) => sum + batch.count, 0);
  }

  get positions(): readonly number[] {
    return [...this.arm.world.read().positionRad];
  }

  async close(): Promise<void> {
    const closed = this.bench.service.close();
    await this.bench.time.pass(2000);
    await closed;
    this.arm.close();
  }

  private connect(expected?: ArmDescription) {
    const { time } = this.bench;
    const open = () => ServoArm.connect({ profile: feetechArm, line: this.cable.host, baudRate: 1_000_000, where: '(emulated)', time });
    return connectArm('the arm', time, [{ addresses: 'the arm', accepts: () => true, open }], expected);
  }

  private look(): void {
    const { positionRad, velocityRadS } = this.arm.world.read();
    feetechArm.joints.forEach(({ minRad, maxRad }, joint) => {
      this.topSpeedRadS = Math.max(this.topSpeedRadS, Math.abs(velocityRadS[joint] ?? 0));
      this.beyondRad = Math.max(this.beyondRad, minRad - (positionRad[joint] ?? 0), (positionRad[joint] ?? 0) - maxRad);
    });
  }
}

let training: SerialTraining;
afterEach(() => training.close());

describe('training on emulated servos', () => {
  test('takes its steps and its resets over the bus, within the limits, and tells how the talk goes', async () => {
    training = await SerialTraining.open();
    const { bench } = training;
    training.arm.lineFaults.dropReply = 0.01;
    await training.begin();
    await bench.time.pass(40_000);
    const episodes = bench.all('episode').map(({ summary }) => summary);
    expect(episodes.length).toBeGreaterThanOrEqual(4);
    expect(episodes.every(({ end }) => end === 'truncated' || end === 'terminated')).toBe(true);
    // 20 steps a second, but for the ways back to the starts.
    expect(training.steps).toBeGreaterThan(450);
    expect(training.topSpeedRadS).toBeGreaterThan(0.5);
    expect(training.topSpeedRadS).toBeLessThan(3.1);
    expect(training.beyondRad).toBeLessThan(0.005);
    const { mode, owner, link, control } = bench.service.status();
    expect({ mode, owner }).toEqual({ mode: 'moving', owner: 'training' });
    // A tick has time for one reply that is waited for in vain, not for two.
    expect(control?.missedTicks).toBeLessThan(10);
    expect(link?.retries).toBeGreaterThan(0);
    expect(link?.failures).toBe(0);
    expect(link?.joints?.map(({ name }) => name)).toEqual(feetechArm.joints.map(({ name }) => name));
    expect(link?.joints?.reduce((sum, { retries }) => sum + retries, 0)).toBeGreaterThanOrEqual(link?.retries ?? Number.NaN);
    expect(link?.roundTripP50Ms).toBeDefined();
  });

  test('ends an episode as the operator says, and goes to the start of the next', async () => {
    training = await SerialTraining.open();
    const { bench } = training;
    await training.begin();
    await bench.until(() => training.steps >= 5 || undefined, 'five steps');
    expect((await bench.ask({ type: 'label-episode', outcome: 'success' })).failure).toBeUndefined();
    const { summary } = await bench.until(() => bench.all('episode')[0], 'the episode');
    expect(summary).toMatchObject({ success: true, end: 'terminated' });
    expect(summary.length).toBeLessThan(15);
    await bench.until(() => training.steps >= 25 || undefined, 'further steps');
  });

  test('pauses, holds meanwhile, and goes on', async () => {
    training = await SerialTraining.open();
    const { bench } = training;
    await training.begin();
    await bench.until(() => training.steps >= 20 || undefined, 'twenty steps');
    await bench.ask({ type: 'pause-rollout', paused: true, sentence: 'A look at the arm.' });
    expect((await bench.ask({ type: 'label-episode', outcome: 'failure' })).failure?.message).toMatch(/paused/);
    await bench.time.pass(1000);
    const [steps, before] = [training.steps, training.positions];
    await bench.time.pass(3000);
    expect(training.steps).toBe(steps);
    training.positions.forEach((position, joint) => expect(position).toBeCloseTo(before[joint] ?? Number.NaN, 3));
    await bench.ask({ type: 'pause-rollout', paused: false });
    await bench.until(() => training.steps > steps + 20 || undefined, 'further steps');
  });

  test('waits with the reason when the cable is pulled, and after it is connected again moves only when a new rollout begins', async () => {
    training = await SerialTraining.open();
    const { bench } = training;
    await training.begin();
    await bench.until(() => training.steps >= 20 || undefined, 'twenty steps');
    training.pull();
    await bench.until(() => bench.service.status().mode === 'stopped' || undefined, 'the stop');
    expect(bench.service.status().stop).toMatchObject({ code: 'link-lost', sentence: expect.stringContaining('The cable was pulled.') });
    await bench.time.pass(1000);
    const steps = training.steps;
    const held = training.positions;
    training.plug();
    expect((await bench.ask({ type: 'connect', address: 'the arm' })).status).toMatchObject({ mode: 'holding', owner: 'nobody' });
    await bench.time.pass(2000);
    expect(training.steps).toBe(steps);
    training.positions.forEach((position, joint) => expect(position).toBeCloseTo(held[joint] ?? Number.NaN, 2));
    await bench.ask({ type: 'begin-rollout', rollout: { ...rollout, firstStep: steps, firstEpisode: 2 } });
    await bench.until(() => training.steps > steps + 20 || undefined, 'further steps');
  });

  test('that has lost its arm is refused another one without torque, and is given its own again', async () => {
    training = await SerialTraining.open();
    const { bench } = training;
    await training.begin();
    await bench.until(() => training.steps >= 5 || undefined, 'five steps');
    const expected = bench.service.status().description;
    training.pull();
    await bench.until(() => bench.service.status().mode === 'stopped' || undefined, 'the stop');
    const [servo] = training.arm.servos;
    if (!(servo instanceof EmulatedFeetechServo)) throw new Error('the arm has Feetech servos');
    const write = (register: Register, value: number): void => servo.write(register.address, encodeRegister(register, value));
    const setOffset = (offset: number): void => {
      write(sts3215.torqueEnable, 0);
      write(sts3215.lock, 0);
      write(sts3215.homingOffset, offset);
      write(sts3215.lock, 1);
    };
    setOffset(-700);
    training.plug();
    const refused = await bench.ask({ type: 'connect', address: 'the arm', expected });
    expect(refused.failure).toMatchObject({ code: 'unavailable', message: expect.stringMatching(/its shoulder_pan is calibrated otherwise \(id 1, offset -700, .*, not id 1, offset -709,/) });
    expect(refused.status.mode).toBe('disconnected');
    expect(servo.read(sts3215.torqueEnable.address, 1)[0]).toBe(0);
    setOffset(-709);
    training.plug();
    expect((await bench.ask({ type: 'connect', address: 'the arm', expected })).status).toMatchObject({ mode: 'holding', owner: 'nobody' });
  });
});
