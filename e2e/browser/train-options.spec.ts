import { expect, test } from '../fixtures/browser-test';
import { Bench } from '../pages/bench';
import { Shell } from '../pages/shell';
import { smallRun, Train } from '../pages/train';

test('the form offers the options of the chosen algorithm, warns, and refuses what cannot be', async ({ window }) => {
  const train = new Train(window);
  await window.getByText('Hyper-parameters').click();
  await window.getByText(/^More/).click();
  await expect(window.getByLabel('Dropout')).toBeVisible();
  await expect(window.getByLabel('Particles', { exact: true })).toBeHidden();

  await window.getByLabel(/^Updates a step/).fill('12');
  const warning = window.getByText(/12 updates a step without LayerNorm/);
  await expect(warning).toBeVisible();
  await window.getByLabel('LayerNorm').selectOption('true');
  await expect(warning).toBeHidden();

  await window.getByLabel('Target entropy').fill('4');
  await expect(window.getByText(/No policy of 5 actions .* has more than 3\.42 nats/)).toBeVisible();
  await expect(train.start).toHaveAttribute('aria-disabled', 'true');
  await window.getByLabel('Target entropy').fill('-4');
  await expect(train.start).not.toHaveAttribute('aria-disabled', 'true');

  await window.getByLabel('Algorithm').selectOption('sql');
  await expect(window.getByLabel('Particles', { exact: true })).toBeVisible();
  await expect(window.getByLabel('Dropout')).toBeHidden();
  await expect(window.getByLabel('Target entropy')).toBeHidden();
});

test('the operator labels episodes by key and button while an arm on a serial line trains, in sight of its health', async ({ window }) => {
  const shell = new Shell(window);
  const train = new Train(window);
  await shell.go('Bench');
  await new Bench(window).connectArm('emulated-feetech');
  await shell.go('Train');
  await train.begin('Reach', { ...smallRun, pace: 'Real time', randomSteps: 60 });
  await expect(train.health).toContainText('round trip p99');
  await expect(train.health).toContainText('retries');
  await expect.poll(() => train.steps()).toBeGreaterThan(10);

  await window.keyboard.press('s');
  await expect(train.labels).toContainText('The operator ended the episode as a success.');
  const steps = await train.steps();
  await expect.poll(() => train.steps()).toBeGreaterThan(steps + 5);
  await train.labels.getByRole('button', { name: 'Failure' }).click();
  await expect(train.labels).toContainText('The operator ended the episode as a failure.');

  await test.step('between episodes it pauses, and goes on', async () => {
    await shell.headerButton('Pause').click();
    await expect(shell.headerButton('Continue')).toBeVisible();
    await expect(train.labels.getByRole('button', { name: 'Success' })).toHaveAttribute('aria-disabled', 'true');
    const paused = await train.steps();
    await shell.headerButton('Continue').click();
    await expect.poll(() => train.steps()).toBeGreaterThan(paused);
  });

  await test.step('the run ends and is written for other programs', async () => {
    await shell.headerButton('Finish').click();
    await expect(shell.header).toContainText('finished');
    await window.getByLabel('Export', { exact: true }).selectOption('csv');
    await window.getByRole('button', { name: 'Export', exact: true }).click();
    await expect(window.getByText(/Written on the lab’s computer: .*exports/)).toBeVisible();
  });
});
