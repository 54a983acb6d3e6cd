import { expect, test } from '../fixtures/browser-test';
import { killWorker } from '../fixtures/worker-process';
import { Bench } from '../pages/bench';
import { Shell } from '../pages/shell';
import { Train } from '../pages/train';

test('a learner that is killed is reported, and training goes on', async ({ window, host }) => {
  const shell = new Shell(window);
  const train = new Train(window);
  await train.begin('Reach');
  await expect.poll(() => train.points('Entropy')).toBeGreaterThan(2);
  await killWorker(host.child.pid ?? 0, 'learner');
  await expect(shell.notices).toContainText(/learner/i);
  await expect(train.strip('Entropy')).toHaveAccessibleName(/Marked at .*learner/i);
  const steps = await train.steps();
  await expect.poll(() => train.steps()).toBeGreaterThan(steps);
  const points = await train.points('Entropy');
  await expect.poll(() => train.points('Entropy')).toBeGreaterThan(points);
});

test('a host that is gone is said across the window, with STOP still in sight', async ({ window, host }) => {
  const shell = new Shell(window);
  await shell.go('Bench');
  await new Bench(window).connectSimulatedArm();
  host.child.kill('SIGKILL');
  await expect(window.getByRole('alert').filter({ hasText: 'The host does not answer' })).toBeVisible();
  await expect(shell.header).toContainText('The host does not answer');
  await shell.stop.click({ trial: true });
  await shell.stop.click();
  await expect(window.getByRole('main').getByRole('alert')).toContainText('STOP was sent and the host has not answered');
});

test('a second window on the same lab sees the same, and its STOP counts for both', async ({ window, host, chromium, viewport }) => {
  const context = await chromium.newContext({ viewport });
  const second = await context.newPage();
  await second.goto(host.url);
  const [here, there] = [new Shell(window), new Shell(second)];
  const [bench, otherBench] = [new Bench(window), new Bench(second)];
  await here.go('Bench');
  await bench.connectSimulatedArm();
  await there.go('Bench');
  await bench.jogByTens('shoulder pan', 2);
  await expect.poll(() => otherBench.positionDegrees('shoulder pan')).toBeGreaterThan(18);
  await there.stop.click();
  await expect(here.banner).toBeVisible();
  await expect(bench.goal('shoulder pan')).toBeDisabled();
  await here.engage.click();
  await expect(there.banner).toBeHidden();
  await here.go('Train');
  await new Train(window).begin('Reach');
  await there.go('Train');
  await expect(new Train(second).fan).toContainText('512 actions');
  await context.close();
});

test('a wrong token, and none, are refused with a sentence', async ({ host, chromium }) => {
  const context = await chromium.newContext();
  const page = await context.newPage();
  const address = new URL(host.url);
  const without = await page.goto(address.origin);
  expect(without?.status()).toBe(401);
  await expect(page.locator('body')).toContainText('Open the address with the token that Tempera printed');
  const wrong = await page.goto(`${address.origin}/?token=${'A'.repeat(43)}`);
  expect(wrong?.status()).toBe(401);
  await expect(page.locator('body')).toContainText('The token in this address is wrong.');
  await context.close();
});
