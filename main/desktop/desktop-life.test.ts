import { describe, expect, it } from 'vitest';
import { ManualClock } from '../lab/testing/manual-clock';
import { createCrashPolicy } from './crash-policy';
import { closeOnQuit } from './quit';
import { restoreWindowState } from './window-state';

const display = { x: 0, y: 0, width: 1920, height: 1080 };

describe('restoreWindowState', () => {
  const stored = { version: 1, width: 1200, height: 800, x: 50, y: 60, maximised: true };
  it('brings back size and place', () => {
    expect(restoreWindowState(stored, [display])).toEqual(stored);
  });
  it.each([[undefined], ['{'], [{ ...stored, version: 2 }], [{ ...stored, width: 1e9 }], [{ ...stored, width: '1200' }]])('opens at the first size for %j', (damaged) => {
    expect(restoreWindowState(damaged, [display])).toMatchObject({ width: 1440, height: 900, maximised: false });
  });
  it('leaves the place to the system when no display shows it', () => {
    expect(restoreWindowState({ ...stored, x: 5000 }, [display])).not.toHaveProperty('x');
    expect(restoreWindowState({ ...stored, y: 2000 }, [display])).not.toHaveProperty('y');
  });
});

describe('createCrashPolicy', () => {
  it('reloads a few times a minute, then gives up, and forgets with time', () => {
    const clock = new ManualClock();
    const decide = createCrashPolicy(() => clock.now());
    expect(decide('clean-exit')).toBe('ignore');
    expect([decide('crashed'), decide('oom'), decide('killed'), decide('crashed')]).toEqual(['reload', 'reload', 'reload', 'give-up']);
    clock.advance(61_000);
    expect(decide('crashed')).toBe('reload');
  });
});

describe('closeOnQuit', () => {
  function setUp(close: () => Promise<void>) {
    const clock = new ManualClock();
    const exits: number[] = [];
    const reports: string[] = [];
    let quit: (event: { preventDefault(): void }) => void = () => undefined;
    closeOnQuit({
      app: { on: (_event, listener) => { quit = listener; }, exit: (code) => void exits.push(code) },
      lab: { close },
      clock,
      limitMs: 20_000,
      report: (sentence) => void reports.push(sentence),
    });
    return { clock, exits, reports, quit: () => quit({ preventDefault: () => undefined }) };
  }

  it('closes the lab once, then exits', async () => {
    let closed = 0;
    const { exits, quit, clock } = setUp(async () => { closed += 1; });
    quit();
    quit();
    await Promise.resolve();
    await Promise.resolve();
    expect(closed).toBe(1);
    expect(exits).toEqual([0]);
    expect(clock.waiting).toBe(0);
  });

  it('does not wait for ever', () => {
    const { clock, exits, reports, quit } = setUp(() => new Promise(() => undefined));
    quit();
    clock.advance(20_000);
    expect(exits).toEqual([1]);
    expect(reports).toHaveLength(1);
  });
});
