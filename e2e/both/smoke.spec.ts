import { expect, test } from '../fixtures/window-test';
import { checkpointWith, onlyRun, policyMean, recordedStep } from '../fixtures/recorded-run';
import { Bench } from '../pages/bench';
import { Episodes } from '../pages/episodes';
import type { LensMeans } from '../pages/lens-means';
import { readNumber } from '../pages/numbers';
import { Shell } from '../pages/shell';
import { Train } from '../pages/train';

/** Means are shown with three decimals; the networks compute in 32 bits. */
const shownTolerance = 0.0011;
/** A joint that was stopped may swing by this much before its servo holds it. */
const restTolerance = 1.5;

test('an operator connects, jogs, stops, trains, and replays what was learnt', async ({ window, library }) => {
  const shell = new Shell(window);
  const bench = new Bench(window);
  const train = new Train(window);
  const episodes = new Episodes(window);

  await test.step('the simulated arm is connected and jogged', async () => {
    await shell.go('Bench');
    await bench.connectSimulatedArm();
    await bench.jogByTens('shoulder pan', 2);
    await expect.poll(() => bench.goalDegrees('shoulder pan')).toBeCloseTo(20, 0);
    await expect.poll(() => bench.positionDegrees('shoulder pan')).toBeGreaterThan(18);
  });

  await test.step('STOP holds the arm on its way, and nothing moves it until Engage', async () => {
    await bench.jogByTens('shoulder pan', -12);
    await bench.stopOnceBelow('shoulder pan', 15);
    await expect(shell.banner).toBeVisible();
    const [held = Number.NaN] = await bench.restingPosture();
    expect(held).toBeGreaterThan(-95);
    await expect(bench.goal('shoulder pan')).toBeDisabled();
    await expect(bench.joints).toContainText('A stop is latched');
    await shell.framesPass(60);
    expect(Math.abs((await bench.positionDegrees('shoulder pan')) - held)).toBeLessThan(restTolerance);
    await shell.engage.click();
    await expect(shell.banner).toBeHidden();
    await expect(bench.goal('shoulder pan')).toBeEnabled();
    await shell.framesPass(30);
    expect(Math.abs((await bench.positionDegrees('shoulder pan')) - held)).toBeLessThan(restTolerance);
  });

  await test.step('a run starts; its curves, fan and marginals appear and move', async () => {
    await shell.go('Train');
    await train.begin('Reach');
    await expect(shell.headerButton('Finish')).toBeVisible();
    await expect.poll(() => train.points('Entropy')).toBeGreaterThan(3);
    await expect.poll(() => train.points('Return')).toBeGreaterThan(2);
    await expect(train.fan).toContainText('512 actions');
    const first = await train.lensMeans();
    expect(Object.keys(first.fan)).toHaveLength(5);
    await expect.poll(async () => (await train.lensMeans()).fan).not.toEqual(first.fan);
    await expect.poll(async () => (await train.lensMeans()).marginals).not.toEqual(first.marginals);
    const steps = await train.steps();
    await expect.poll(() => train.steps()).toBeGreaterThan(steps);
  });

  await test.step('a new target entropy is taken and marked on the curves', async () => {
    const target = window.getByRole('slider', { name: 'Target entropy' });
    await target.focus();
    await window.keyboard.press('Shift+ArrowRight');
    await expect(target).toHaveAttribute('aria-valuetext', '−4.50 nats');
    await expect(train.strip('Entropy')).toHaveAccessibleName(/Marked at step [\d\u202f]+: .*−?-?4\.5/);
  });

  await test.step('STOP pauses the run with its reason and holds the arm; Engage and Continue go on', async () => {
    await shell.stop.click();
    await expect(shell.banner).toBeVisible();
    await expect(shell.headerButton('Continue')).toBeVisible();
    await expect(shell.headerButton('Continue')).toHaveAttribute('aria-disabled', 'true');
    await expect(train.note).toContainText('The operator pressed STOP.');
    // A last frame of the lens may still be on its way; then both drawings show the same.
    await expect.poll(async () => differenceOf(await train.lensMeans())).toBe(0);
    await shell.go('Bench');
    const held = await bench.restingPosture();
    await shell.framesPass(60);
    const later = await bench.posture();
    later.forEach((degrees, joint) => expect(Math.abs(degrees - (held[joint] ?? Number.NaN))).toBeLessThan(restTolerance));
    const steps = await train.steps();
    await shell.engage.click();
    await expect(shell.banner).toBeHidden();
    expect(await train.steps()).toBe(steps);
    await shell.headerButton('Continue').click();
    await expect.poll(() => train.steps()).toBeGreaterThan(steps);
  });

  await test.step('Finish ends the run with a checkpoint and a result', async () => {
    await shell.go('Train');
    await shell.headerButton('Finish').click();
    await expect(shell.header).toContainText('finished');
    await expect(window.getByText('20 evaluation episodes')).toBeVisible();
    await expect(window.getByRole('button', { name: 'Resume' })).toBeEnabled();
  });

  await test.step('an episode opens; the marginals are the recorded policy, the fan the checkpoint’s', async () => {
    await shell.go('Episodes');
    const number = await episodes.openLongest();
    const step = await episodes.scrubTo(0.5);
    expect(step).toBeGreaterThan(5);
    await expect(episodes.source).toContainText(`at step ${String(step)}.`);
    const run = await onlyRun(library);
    const recorded = await recordedStep(run, number, step);
    const updates = readNumber((await episodes.source.innerText()).replace(/.*checkpoint with /, ''));
    const expected = await policyMean(await checkpointWith(run, updates), recorded.observation);
    const near = (shown: Readonly<Record<string, number>>, wanted: readonly number[]): void => {
      expect(Object.keys(shown)).toHaveLength(wanted.length);
      Object.values(shown).forEach((value, index) => expect(Math.abs(value - (wanted[index] ?? Number.NaN))).toBeLessThan(shownTolerance));
    };
    await expect.poll(async () => Object.keys((await episodes.lensMeans()).fan)).toHaveLength(expected.length);
    const shown = await episodes.lensMeans();
    near(shown.fan, expected);
    near(shown.marginals, recorded.preTanhMean.map(Math.tanh));
  });

  await test.step('it plays', async () => {
    await window.getByRole('button', { name: 'To the start' }).click();
    await expect.poll(() => episodes.step()).toBe(0);
    await episodes.play.click();
    await expect.poll(() => episodes.step()).toBeGreaterThan(5);
  });

  await test.step('it replays on the arm: STOP ends it, Engage frees it, and a second time it comes to its end', async () => {
    await episodes.startReplay();
    await expect(episodes.replayState).toContainText(/easing in|playing/);
    await shell.stop.click();
    await expect(shell.banner).toBeVisible();
    await expect(episodes.replayState).toContainText('stopped');
    await expect(episodes.replayOnArm).toHaveAttribute('aria-disabled', 'true');
    await shell.engage.click();
    await expect(shell.banner).toBeHidden();
    await episodes.startReplay();
    await expect(episodes.replayState).toContainText('playing');
    await expect(episodes.replayState).toContainText('done');
  });
});

/** The largest difference between the two drawings, in any joint; infinite where one of them lacks a joint. */
function differenceOf({ fan, marginals }: LensMeans): number {
  const joints = [...new Set([...Object.keys(fan), ...Object.keys(marginals)])];
  return joints.length === 0 ? Infinity : Math.max(...joints.map((joint) => Math.abs((fan[joint] ?? Infinity) - (marginals[joint] ?? -Infinity))));
}
