import { describe, expect, it } from 'vitest';
import { createTransportPair } from '../transport/transport-pair';
import { BoardArm } from './board-arm';
import { acknowledgeStatus, boardEvent, boardMode, messageTable, protocolVersion, resetCause, unitsPerUs } from './messages';
import { JointPulses, usualCalibration } from './pulse-calibration';
import { HandTurnedTime } from './testing/hand-turned-time';
import { ScriptedBoard } from './testing/scripted-board';
import { sixCalibrations, sixServos } from './testing/six-servos';

/** Settles once `promise` has, while time goes on. */
async function whilePassing<Result>(time: HandTurnedTime, promise: Promise<Result>): Promise<Result> {
  let settled = false;
  const watched = promise.finally(() => (settled = true));
  watched.catch(() => undefined);
  while (!settled) await time.pass(1);
  return watched;
}

function line() {
  const time = new HandTurnedTime();
  const pair = createTransportPair('PORT');
  const board = new ScriptedBoard(pair.device);
  const open = () => BoardArm.open(pair.host, { description: sixServos, calibration: sixCalibrations, time });
  return { time, pair, board, open };
}

async function connected() {
  const { time, pair, board, open } = line();
  const arm = await whilePassing(time, open());
  const sentences: string[] = [];
  arm.onLost((sentence) => sentences.push(sentence));
  return { time, pair, board, arm, sentences };
}

const typesOf = (board: ScriptedBoard) => board.heard.map((message) => message.type);
const every = (value: number) => new Float64Array(6).fill(value);

describe('connecting to a board', () => {
  it('greets every 100 ms for 3 s, then says that nothing answers', async () => {
    const { time, pair, board, open } = line();
    board.answer = () => undefined;
    await expect(whilePassing(time, open())).rejects.toThrow(/^Nothing at PORT answers as a Tempera board/);
    expect(typesOf(board)).toEqual(new Array(30).fill('hello'));
    expect(time.monotonicMs()).toBeLessThan(3100);
    expect(pair.host.isOpen).toBe(false);
  });

  it.each([
    [protocolVersion - 1, /Flash the firmware that came with Tempera\.$/],
    [protocolVersion + 1, /Update Tempera/],
  ])('says what to do about a board of version %d', async (version, sentence) => {
    const { time, board, open } = line();
    board.version = version;
    await expect(whilePassing(time, open())).rejects.toThrow(sentence);
    expect(typesOf(board)).toEqual(['hello']);
  });

  it('sends the limits that the board does not have, and asks for no motion', async () => {
    const { board } = await connected();
    expect(board.heard.filter((message) => message.type === 'set-limits')).toHaveLength(6);
    expect(typesOf(board)).not.toContain('set-targets');
    expect(typesOf(board)).not.toContain('pulses');
  });

  it('refuses an arm with another number of joints, by its name', async () => {
    const { pair } = line();
    const five = { ...sixServos, joints: sixServos.joints.slice(1) };
    await expect(BoardArm.open(pair.host, { description: five, calibration: sixCalibrations })).rejects.toThrow(/drives 6 joints; Six servos has 5/);
  });
});

describe('a connected board', () => {
  it('hears something at least every 100 ms', async () => {
    const { time, board } = await connected();
    let heardMs = time.monotonicMs();
    for (let count = board.heard.length, turn = 0; turn < 250; turn += 1) {
      board.sendTelemetry(turn);
      await time.pass(1);
      if (board.heard.length > count) heardMs = time.monotonicMs();
      count = board.heard.length;
      expect(time.monotonicMs() - heardMs).toBeLessThan(100);
    }
  });

  it('is lost after 300 ms without telemetry: once, told to stop, and never spoken to again', async () => {
    const { time, board, arm, sentences } = await connected();
    const begun = time.monotonicMs();
    while (sentences.length === 0) await time.pass(1);
    expect(time.monotonicMs() - begun).toBeGreaterThan(290);
    expect(time.monotonicMs() - begun).toBeLessThan(400);
    await time.pass(300);
    const count = board.heard.length;
    expect(board.heard.at(-1)?.type).toBe('stop');
    await expect(arm.command(every(1))).rejects.toMatchObject({ code: 'link-lost' });
    await expect(arm.read()).rejects.toMatchObject({ code: 'link-lost' });
    await time.pass(500);
    expect(board.heard).toHaveLength(count);
    expect(sentences).toEqual([expect.stringMatching(/has sent nothing for 300 ms/)]);
  });

  it.each([
    [resetCause.brownOut, /supply voltage broke down/],
    [resetCause.watchdog, /watchdog restarted it/],
    [resetCause.powerOn, /power was switched off/],
    [resetCause.external, /reset button/],
    [0, /does not know why/],
  ])('that restarts by cause %d is lost, with the reason', async (cause, sentence) => {
    const { time, board, sentences } = await connected();
    board.send({ type: 'event', sequence: 0, timeMs: 0, event: boardEvent.boot, mode: boardMode.ready, resetCause: cause });
    await time.pass(1);
    expect(sentences).toEqual([expect.stringMatching(sentence)]);
  });

  it('gets a command again whose reply is lost, and a failure that names it when none ever comes', async () => {
    const { time, board, arm } = await connected();
    await whilePassing(time, arm.setTorque(true));
    let losses = 2;
    board.answer = (message, usual) => (message.type === 'set-targets' && losses-- > 0 ? undefined : usual);
    await whilePassing(time, arm.command(every(0.1)));
    const sent = board.heard.filter((message) => message.type === 'set-targets');
    expect(sent).toHaveLength(3);
    expect(new Set(sent.map((message) => message.sequence)).size).toBe(1);
    losses = Number.POSITIVE_INFINITY;
    const failing = arm.command(every(0.1));
    await expect(whilePassing(time, failing)).rejects.toThrow(/did not answer 4 times to "set-targets"/);
  });

  it('is not driven while its torque is off', async () => {
    const { time, board, arm } = await connected();
    await whilePassing(time, arm.command(every(1)));
    expect(typesOf(board)).not.toContain('set-targets');
  });

  it('that holds is asked to go on by a goal to stay, and by nothing else', async () => {
    const { time, board, arm } = await connected();
    await whilePassing(time, arm.setTorque(true));
    let held = true;
    board.answer = (message, usual) => {
      if (message.type === 'clear') held = false;
      if (message.type !== 'set-targets' || !held || usual?.type !== 'acknowledge') return usual;
      return { ...usual, status: acknowledgeStatus.held, mode: boardMode.held };
    };
    await expect(whilePassing(time, arm.command(every(0.5)))).rejects.toThrow(/heard nothing for 250 ms and holds/);
    expect(held).toBe(true);
    await whilePassing(time, arm.command(every(0.001)));
    expect(held).toBe(false);
  });

  it('is told to stop when the driver is closed with the torque on', async () => {
    const { time, board, arm } = await connected();
    await whilePassing(time, arm.setTorque(true));
    await whilePassing(time, arm.close());
    expect(board.heard.at(-1)?.type).toBe('stop');
  });

  it('fails at once when its cable is pulled', async () => {
    const { time, pair, arm, sentences } = await connected();
    pair.unplug('The cable was pulled.');
    expect(sentences).toEqual(['The cable was pulled.']);
    await expect(arm.read()).rejects.toMatchObject({ code: 'link-lost' });
    await whilePassing(time, arm.close());
  });

  it('ignores replies to commands that it did not send', async () => {
    const { time, board, arm } = await connected();
    await whilePassing(time, arm.setTorque(true));
    board.answer = (message, usual) => {
      board.send({ type: 'acknowledge', sequence: (message.sequence + 1) % 256, command: messageTable['set-targets'].number, status: acknowledgeStatus.stopped, mode: boardMode.stopped });
      return usual;
    };
    await expect(whilePassing(time, arm.command(every(0)))).resolves.toBeUndefined();
  });
});

describe('the pulses of a joint', () => {
  const joint = { name: 'elbow', minRad: -1, maxRad: 0.5, maxVelocityRadS: 2, maxAccelerationRadS2: 10 };

  it.each([usualCalibration, { zeroUs: 1400, usPerRad: -636 }])('turn into radians and back within half a unit: %j', (calibration) => {
    const pulses = new JointPulses(joint, calibration);
    const halfUnitRad = 0.5 / unitsPerUs / Math.abs(calibration.usPerRad);
    for (let rad = -0.99; rad < 0.5; rad += 0.013) expect(Math.abs(pulses.positionOf(pulses.widthOf(rad)) - rad)).toBeLessThanOrEqual(halfUnitRad * 1.0001);
  });

  it('never pass the range of the joint, and refuse what is no number', () => {
    const pulses = new JointPulses(joint, usualCalibration);
    expect(pulses.positionOf(pulses.widthOf(9))).toBeLessThanOrEqual(0.5);
    expect(pulses.positionOf(pulses.widthOf(-9))).toBeGreaterThanOrEqual(-1);
    expect(() => pulses.widthOf(Number.NaN)).toThrow(/NaN is no position for joint elbow/);
  });

  it('are refused where the range needs more than a servo takes, with the joint and the pulses', () => {
    expect(() => new JointPulses({ ...joint, maxRad: 2 }, usualCalibration)).toThrow(/joint elbow would need pulses of 863 to 2773 microseconds/);
  });
});
