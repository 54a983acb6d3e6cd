import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Failure } from '../../shared/contract/failure';
import { percentile } from '../../shared/maths/statistics';
import { BoardSimulator, buildSimulator, missingForSimulator, type BuiltSimulator } from '../firmware/testing/board-simulator';
import { openSerialTransport } from '../transport/serial-transport';
import { BoardArm } from './board-arm';
import { boardBaudRate, BoardLink } from './board-link';
import { systemBoardTime } from './board-time';
import { acknowledgeStatus, boardMode, resetCause, stateFlag, unitsPerUs, type MessageOf } from './messages';
import { usualCalibration } from './pulse-calibration';
import { sixCalibrations, sixServos } from './testing/six-servos';

if (missingForSimulator.length > 0) console.warn(`SKIPPED: the firmware in simavr; install ${missingForSimulator.join(', ')}.`);

/** All of this runs the real firmware, at the speed of real time. */
describe.skipIf(missingForSimulator.length > 0)('the firmware of the board in simavr', () => {
  let built: BuiltSimulator;
  const open: (() => Promise<void>)[] = [];
  beforeAll(() => {
    built = buildSimulator(path.join(__dirname, '..', 'firmware'));
  });
  afterAll(() => built.remove());
  afterEach(async () => {
    for (const close of open.splice(0).reverse()) await close();
  });

  async function simulator(bootloaderMs = 0) {
    const board = await BoardSimulator.start(built, bootloaderMs);
    open.push(() => board.stop());
    return board;
  }

  async function arm(board: BoardSimulator) {
    const opened = await BoardArm.open(await openSerialTransport(board.port, boardBaudRate), { description: sixServos, calibration: sixCalibrations });
    open.push(() => opened.close());
    return opened;
  }

  /** A link without a driver on it: nothing keeps the board's watchdog quiet. */
  async function bareLink(board: BoardSimulator) {
    const link = new BoardLink(await openSerialTransport(board.port, boardBaudRate), systemBoardTime);
    open.push(() => link.close());
    await link.hello(1, { tries: 30, waitMs: 100 });
    return link;
  }

  const every = (value: number) => new Float64Array(6).fill(value);
  const widths = (us: number) => new Array<number>(6).fill(us * unitsPerUs);

  async function until(arm: BoardArm, fits: (positionRad: Float64Array) => boolean): Promise<Float64Array> {
    for (;;) {
      const { positionRad } = await arm.read();
      if (fits(positionRad)) return positionRad;
    }
  }

  /** One exchange in six is lost to the noise, and so, now and then, all four tries of a command. */
  async function persistently<Reply>(ask: () => Promise<Reply>): Promise<Reply> {
    for (;;) {
      const reply = await ask().catch((thrown: unknown) => {
        if (thrown instanceof Failure && thrown.code === 'link-lost') return undefined;
        throw thrown;
      });
      if (reply !== undefined) return reply;
    }
  }

  it('answers HELLO after a bootloader that swallows the first second', async () => {
    const board = await simulator(1000);
    const opened = await arm(board);
    expect(opened.counts.retries).toBeGreaterThanOrEqual(8);
    expect((await opened.read()).positionRad.map(Math.abs)).toEqual(every(0));
  });

  it('gives no pulses until the torque comes on, then exact ones in both directions', async () => {
    const board = await simulator();
    const opened = await arm(board);
    await opened.command(every(1));
    expect(board.events.some((event) => event.event === 'pulses')).toBe(false);
    await opened.setTorque(true);
    await board.event((event) => event.event === 'pulses');
    expect(board.widthsUs.map(Math.round)).toEqual(new Array(6).fill(1500));
    await opened.command(every(0.5));
    await until(opened, (positionRad) => Math.abs((positionRad[0] ?? 0) - 0.5) < 0.001);
    const offsetUs = 0.5 * usualCalibration.usPerRad;
    const wanted = [1, -1, 1, 1, 1, 1].map((direction) => 1500 + direction * offsetUs);
    await board.event((event) => event.event === 'pulses' && wanted.every((us, servo) => Math.abs((event.widthsUs[servo] ?? 0) - us) < 1));
    const since = board.events.length;
    await opened.setTorque(false);
    await board.event((event) => event.event === 'no-pulses', since);
  });

  it('moves no faster than its slew limit, however far the target jumps', async () => {
    const board = await simulator();
    const opened = await arm(board);
    await opened.setTorque(true);
    await opened.command(every(-1.5));
    await until(opened, (positionRad) => (positionRad[0] ?? 0) < -1.49);
    const since = board.events.length;
    await opened.command(every(1.5));
    await until(opened, (positionRad) => (positionRad[0] ?? 0) > 1.49);
    const moves = board.events.slice(since).filter((event) => event.event === 'pulses');
    const limitUsPerFrame = (sixServos.joints[0]?.maxVelocityRadS ?? 0) * usualCalibration.usPerRad * 0.02;
    const steps = moves.slice(1).map((event, index) => Math.abs((event.widthsUs[0] ?? 0) - (moves[index]?.widthsUs[0] ?? 0)));
    expect(steps.length).toBeGreaterThan(60);
    expect(Math.max(...steps)).toBeLessThan(limitUsPerFrame + 1);
  });

  it('keeps its edges within a microsecond while telemetry and commands come in between', async () => {
    const board = await simulator();
    const opened = await arm(board);
    await opened.setTorque(true);
    await board.event((event) => event.event === 'pulses');
    await board.spread();
    for (let turn = 0; turn < 200; turn += 1) await opened.command(every(0));
    const spread = await board.spread();
    const widest = spread.widestUs.map((us, servo) => us - (spread.narrowestUs[servo] ?? 0));
    expect(Math.max(...widest)).toBeLessThan(1);
  });

  it('refuses targets outside of the limits, and any while released, and keeps limits over a reset', async () => {
    const board = await simulator();
    const link = await bareLink(board);
    expect((await link.command({ type: 'set-targets', widths: widths(1500) })).status).toBe(acknowledgeStatus.released);
    expect((await link.command({ type: 'set-limits', joint: 2, lowest: 1000 * unitsPerUs, highest: 2000 * unitsPerUs, slewUsS: 500 })).status).toBe(acknowledgeStatus.ok);
    expect((await link.command({ type: 'set-limits', joint: 2, lowest: 400 * unitsPerUs, highest: 2000 * unitsPerUs, slewUsS: 500 })).status).toBe(acknowledgeStatus.outOfRange);
    expect((await link.command({ type: 'set-limits', joint: 6, lowest: 1000 * unitsPerUs, highest: 2000 * unitsPerUs, slewUsS: 500 })).status).toBe(acknowledgeStatus.outOfRange);
    await link.command({ type: 'pulses', on: 1 });
    expect((await link.command({ type: 'set-targets', widths: widths(2100) })).status).toBe(acknowledgeStatus.outOfRange);
    expect((await link.command({ type: 'set-limits', joint: 2, lowest: 1000 * unitsPerUs, highest: 2400 * unitsPerUs, slewUsS: 500 })).status).toBe(acknowledgeStatus.pulsesOn);
    expect((await link.state()).targetWidths).toEqual(widths(1500));
    // The EEPROM takes 3.4 ms a byte.
    const begun = (await link.state()).timeMs;
    while ((await link.state()).timeMs < begun + 200);
    board.order('power');
    await link.hello(1, { tries: 30, waitMs: 100 });
    expect(await link.limits(2)).toMatchObject({ lowest: 1000 * unitsPerUs, highest: 2000 * unitsPerUs, slewUsS: 500 });
  });

  it('holds 250 to 280 ms after the host fell silent, pulses on, and follows again only after CLEAR', async () => {
    const board = await simulator();
    const link = await bareLink(board);
    await link.command({ type: 'pulses', on: 1 });
    // Slow enough to be on its way when the watchdog bites.
    await link.command({ type: 'set-targets', widths: widths(2400) });
    const held = await new Promise<MessageOf<'event'>>((resolve) => link.onUnasked((message) => message.type === 'event' && message.mode === boardMode.held && resolve(message)));
    expect(held.mode).toBe(boardMode.held);
    const state = await link.state();
    const last = board.events.findLast((event) => event.event === 'pulses');
    expect(last?.silentMs).toBeGreaterThan(230);
    expect(last?.silentMs).toBeLessThan(280);
    expect(state.widths).toEqual(state.targetWidths);
    expect(state.widths[0]).toBeLessThan(2000 * unitsPerUs);
    expect((await link.command({ type: 'set-targets', widths: widths(1500) })).status).toBe(acknowledgeStatus.held);
    expect(board.events.some((event) => event.event === 'no-pulses')).toBe(false);
    await link.command({ type: 'clear' });
    expect((await link.command({ type: 'set-targets', widths: widths(1500) })).status).toBe(acknowledgeStatus.ok);
  });

  it('is kept from holding by the driver, whoever else is idle', async () => {
    const board = await simulator();
    const opened = await arm(board);
    await opened.setTorque(true);
    const begun = await board.spread();
    for (let look = begun; look.ms < begun.ms + 600; look = await board.spread()) expect(look.silentMs).toBeLessThan(150);
    await opened.command(every(0.3));
    await until(opened, (positionRad) => (positionRad[0] ?? 0) > 0.29);
  });

  it('latches a stop by command until CLEAR', async () => {
    const board = await simulator();
    const link = await bareLink(board);
    await link.command({ type: 'pulses', on: 1 });
    await link.command({ type: 'set-targets', widths: widths(2400) });
    expect(await link.command({ type: 'stop' })).toMatchObject({ status: acknowledgeStatus.ok, mode: boardMode.stopped });
    const stopped = await link.state();
    expect(stopped.targetWidths).toEqual(stopped.widths);
    expect(stopped.flags & stateFlag.pulsesOn).toBe(stateFlag.pulsesOn);
    expect((await link.command({ type: 'set-targets', widths: widths(1500) })).status).toBe(acknowledgeStatus.stopped);
    expect((await link.command({ type: 'clear' })).mode).toBe(boardMode.ready);
  });

  it('stops when the switch opens, and the driver takes it up again only by a goal to stay', async () => {
    const board = await simulator();
    const opened = await arm(board);
    await opened.setTorque(true);
    await opened.command(every(1.4));
    board.order('switch open');
    await expect(moving(opened)).rejects.toThrow(/Close its stop switch/);
    const { positionRad } = await opened.read();
    await expect(opened.command(positionRad)).rejects.toThrow(/stop switch of the board is open/);
    board.order('switch closed');
    await takesUp(opened, positionRad);
    await expect(opened.command(every(0))).resolves.toBeUndefined();

    async function moving(arm: BoardArm) {
      for (;;) await arm.command(every(1.4));
    }
    async function takesUp(arm: BoardArm, goalRad: Float64Array): Promise<void> {
      for (;;) {
        const answer = await arm.command(goalRad).catch((thrown: unknown) => String(thrown));
        if (answer === undefined) return;
      }
    }
  });

  it('is restarted by its watchdog when its program hangs, and says so', async () => {
    const board = await simulator();
    const opened = await arm(board);
    await opened.setTorque(true);
    await opened.command(every(0.4));
    await until(opened, (positionRad) => Math.abs((positionRad[0] ?? 0) - 0.4) < 0.001);
    const lost = new Promise<string>((resolve) => opened.onLost(resolve));
    board.order('hang');
    const hung = await board.event((event) => event.event === 'hang');
    const restarted = await board.event((event) => event.event === 'watchdog-reset');
    expect(restarted.ms - hung.ms).toBeLessThan(300);
    expect(await lost).toMatch(/300 ms|watchdog restarted it/);
  });

  it('holds on after a hang: same posture, held, cause reported', async () => {
    const board = await simulator();
    const link = await bareLink(board);
    await link.command({ type: 'pulses', on: 1 });
    await link.command({ type: 'set-targets', widths: widths(1510) });
    await board.event((event) => event.event === 'pulses' && event.widthsUs.every((us) => Math.abs(us - 1510) < 1));
    board.order('hang');
    await board.event((event) => event.event === 'watchdog-reset');
    const hello = await link.hello(1, { tries: 30, waitMs: 100 });
    expect(hello).toMatchObject({ resetCause: resetCause.watchdog, mode: boardMode.held, flags: stateFlag.pulsesOn | stateFlag.positionKnown });
    expect((await link.state()).widths).toEqual(widths(1510));
    await board.spread();
    let pulses = await board.spread();
    while (pulses.widestUs.includes(0)) pulses = await board.spread();
    expect(pulses.widestUs.every((us) => Math.abs(us - 1510) < 1)).toBe(true);
  });

  it('knows its posture after a reset, forgets it with the power, and stays released after both', async () => {
    const board = await simulator();
    const link = await bareLink(board);
    await link.command({ type: 'pulses', on: 1 });
    await link.command({ type: 'set-targets', widths: widths(1520) });
    await board.event((event) => event.event === 'pulses' && event.widthsUs.every((us) => Math.abs(us - 1520) < 1));
    const greeted = async (order: string, cause: number) => {
      board.order(order);
      for (;;) {
        const hello = await link.hello(1, { tries: 30, waitMs: 100 });
        if (hello.resetCause === cause && (await link.state()).timeMs < 1000) return { flags: hello.flags, widths: (await link.state()).widths };
      }
    };
    expect(await greeted('reset', resetCause.external)).toEqual({ flags: stateFlag.positionKnown, widths: widths(1520) });
    expect(await greeted('power', resetCause.powerOn)).toEqual({ flags: 0, widths: widths(1500) });
  });

  it('carries out 300 of 300 commands through a line that flips a bit in one byte of 200', async () => {
    const board = await simulator();
    const link = await bareLink(board);
    await link.command({ type: 'pulses', on: 1 });
    board.order('noise 5000');
    for (let turn = 0; turn < 300; turn += 1) {
      const us = 1400 + (turn % 200);
      const { status } = await persistently(() => link.command({ type: 'set-targets', widths: widths(us) }));
      expect(status).toBe(acknowledgeStatus.ok);
      expect((await persistently(() => link.state())).targetWidths).toEqual(widths(us));
    }
    const { wrongCrcs, damagedFrames } = await persistently(() => link.state());
    expect(link.counts.retries).toBeGreaterThan(30);
    expect(wrongCrcs + damagedFrames).toBeGreaterThan(20);
  });

  it('answers every command while telemetry streams (times are printed)', async () => {
    const board = await simulator();
    const opened = await arm(board);
    await opened.setTorque(true);
    const before = opened.counts;
    const times: number[] = [];
    for (let turn = 0; turn < 300; turn += 1) {
      const begun = performance.now();
      await opened.command(every(0.2 * Math.sin(turn / 20)));
      times.push(performance.now() - begun);
    }
    console.info(`SET_TARGETS to ACKNOWLEDGE at 250 kBd: p50 ${percentile(times, 0.5).toFixed(2)} ms, p99 ${percentile(times, 0.99).toFixed(2)} ms.`);
    expect(opened.counts).toMatchObject({ damaged: before.damaged, wrongCrcs: before.wrongCrcs });
    expect(opened.counts.frames - before.frames).toBeGreaterThan(300);
  });

  it('loses its link once, cleanly, when the cable is pulled while telemetry streams', async () => {
    const board = await simulator();
    const opened = await arm(board);
    await opened.setTorque(true);
    const sentences: string[] = [];
    const lost = new Promise<void>((resolve) => opened.onLost((sentence) => resolve(void sentences.push(sentence))));
    board.order('unplug');
    await lost;
    await expect(opened.command(every(0))).rejects.toMatchObject({ code: 'link-lost' });
    await opened.close();
    expect(sentences).toEqual([expect.stringMatching(/^The cable to .* was lost/)]);
    // The board goes on by itself: held, with pulses.
    const held = board.events.filter((event) => event.event === 'no-pulses');
    expect(held).toEqual([]);
  });
});
