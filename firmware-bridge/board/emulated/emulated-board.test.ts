import { afterEach, describe, expect, it } from 'vitest';
import { percentile } from '../../../shared/maths/statistics';
import { releasedFirmware } from '../../firmware/released-firmware';
import { BoardArm } from '../board-arm';
import { BoardLink } from '../board-link';
import { systemBoardTime } from '../board-time';
import { acknowledgeStatus, boardMode, unitsPerUs, type MessageOf } from '../messages';
import { usualCalibration } from '../pulse-calibration';
import { sixCalibrations, sixServos } from '../testing/six-servos';
import { openEmulatedBoard } from './emulated-board';
import type { PulseShaft } from './pulse-shaft';

class RecordingShaft implements PulseShaft {
  widthUs: number | undefined;
  private waiting: { readonly fits: (widthUs: number | undefined) => boolean; readonly resolve: () => void }[] = [];

  pulse(widthUs: number): void {
    this.take(widthUs);
  }

  letGo(): void {
    this.take(undefined);
  }

  until(fits: (widthUs: number | undefined) => boolean): Promise<void> {
    return new Promise((resolve) => this.waiting.push({ fits, resolve }));
  }

  private take(widthUs: number | undefined): void {
    this.widthUs = widthUs;
    for (const { fits, resolve } of this.waiting) if (fits(widthUs)) resolve();
    this.waiting = this.waiting.filter(({ fits }) => !fits(widthUs));
  }
}

/** The released firmware in avr8js, at the speed of real time. */
describe('the emulated board', () => {
  const open: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of open.splice(0)) await close();
  });

  function board() {
    const shafts = Array.from({ length: 6 }, () => new RecordingShaft());
    const [first = new RecordingShaft()] = shafts;
    return { ...openEmulatedBoard({ hex: releasedFirmware().hex, shafts }), shafts, first };
  }

  async function connected() {
    const emulated = board();
    const arm = await BoardArm.open(emulated.host, { description: sixServos, calibration: sixCalibrations });
    open.push(() => arm.close());
    return { ...emulated, arm };
  }

  const every = (value: number) => new Float64Array(6).fill(value);

  it('turns its shafts by real pulses, and lets them go', async () => {
    const { arm, shafts, first } = await connected();
    await arm.setTorque(true);
    await first.until((us) => us !== undefined && Math.abs(us - 1500) < 1);
    await arm.command(every(0.2));
    const offsetUs = 0.2 * usualCalibration.usPerRad;
    await Promise.all(shafts.map((shaft, servo) => shaft.until((us) => us !== undefined && Math.abs(us - 1500 - (servo === 1 ? -1 : 1) * offsetUs) < 1)));
    await arm.setTorque(false);
    await first.until((us) => us === undefined);
  });

  it('answers while telemetry streams', async () => {
    const { arm } = await connected();
    await arm.setTorque(true);
    const times: number[] = [];
    for (let turn = 0; turn < 200; turn += 1) {
      const begun = performance.now();
      await arm.command(every(0.1 * Math.sin(turn / 20)));
      times.push(performance.now() - begun);
    }
    const { user, system } = process.cpuUsage();
    console.info(`avr8js: SET_TARGETS to ACKNOWLEDGE p50 ${percentile(times, 0.5).toFixed(2)} ms, p99 ${percentile(times, 0.99).toFixed(2)} ms; processor ${((user + system) / 1e6).toFixed(2)} s in all.`);
    expect(arm.counts).toMatchObject({ damaged: 0, wrongCrcs: 0 });
  });

  it('holds when the host falls silent', async () => {
    const { host } = board();
    const link = new BoardLink(host, systemBoardTime);
    open.push(() => link.close());
    await link.hello(1, { tries: 30, waitMs: 100 });
    await link.command({ type: 'pulses', on: 1 });
    await link.command({ type: 'set-targets', widths: new Array<number>(6).fill(2400 * unitsPerUs) });
    const event = await new Promise<MessageOf<'event'>>((resolve) => link.onUnasked((message) => message.type === 'event' && resolve(message)));
    expect(event.mode).toBe(boardMode.held);
    const state = await link.state();
    expect(state.targetWidths).toEqual(state.widths);
    expect(state.widths[0]).toBeGreaterThan(1600 * unitsPerUs);
    expect(state.widths[0]).toBeLessThan(1900 * unitsPerUs);
  });

  it('stops by its switch', async () => {
    const { host, setSwitch } = board();
    const link = new BoardLink(host, systemBoardTime);
    open.push(() => link.close());
    await link.hello(1, { tries: 30, waitMs: 100 });
    const stopped = new Promise<MessageOf<'event'>>((resolve) => link.onUnasked((message) => message.type === 'event' && resolve(message)));
    setSwitch(true);
    expect((await stopped).mode).toBe(boardMode.stopped);
    expect((await link.command({ type: 'clear' })).status).toBe(acknowledgeStatus.switchOpen);
  });

  it('reports an unplugged cable', async () => {
    const { arm, unplug } = await connected();
    const lost = new Promise<string>((resolve) => arm.onLost(resolve));
    unplug();
    expect(await lost).toBe('The cable to emulated-board was pulled.');
  });
});
