import { expect, test } from '../fixtures/browser-test';
import { Bench } from '../pages/bench';
import { Setup } from '../pages/setup';
import { Shell } from '../pages/shell';

/** A way through every joint's range that does not run into the table: joint, and the share of its range to go to. */
const sweep = [
  ['shoulder pan', 0],
  ['shoulder pan', 1],
  ['shoulder pan', 0.5],
  ['elbow flex', 0],
  ['shoulder lift', 1],
  ['shoulder lift', 0],
  ['elbow flex', 1],
  ['elbow flex', 0.3],
  ['wrist flex', 0],
  ['wrist flex', 1],
  ['wrist flex', 0.5],
  ['wrist roll', 0],
  ['wrist roll', 1],
  ['wrist roll', 0.5],
  ['gripper', 0],
  ['gripper', 1],
  ['gripper', 0.5],
  ['shoulder lift', 0.3],
] as const;
const joints = ['shoulder pan', 'shoulder lift', 'elbow flex', 'wrist flex', 'wrist roll', 'gripper'] as const;

test('a new arm on an emulated servo bus is asked, calibrated, checked, written, and connected', async ({ window }) => {
  const shell = new Shell(window);
  const bench = new Bench(window);
  const setup = new Setup(window);
  await shell.go('Bench');
  await window.getByLabel('Connect to').selectOption('emulated-feetech');

  await test.step('its servos answer by their names', async () => {
    await window.getByRole('button', { name: 'Who answers?' }).click();
    await expect(setup.joints).toHaveCount(6);
    await expect(setup.joints.first()).toContainText('STS3215');
    await setup.action('Close').click();
  });

  await test.step('the torque goes off only when somebody holds the arm', async () => {
    await expect(window.getByRole('button', { name: 'Calibrate', exact: true })).toHaveAttribute('aria-disabled', 'true');
    await window.getByLabel('Name of the arm').fill('practice');
    await window.getByRole('button', { name: 'Calibrate', exact: true }).click();
    await setup.isAt('Support');
    await setup.action(/torque off/).click();
    const question = window.getByRole('alertdialog', { name: /Support the arm/ });
    await shell.stop.click({ trial: true });
    await question.getByRole('button', { name: /torque off/ }).click();
  });

  await test.step('homing comes before the sweep', async () => {
    await setup.isAt('Middle');
    const closed = await setup.ticks('gripper');
    await setup.turnUnhomed('gripper', 0.5);
    await setup.comesToRest('gripper', closed);
    await setup.action('This is the middle').click();
    await setup.isAt('Sweep');
  });

  await test.step('every joint is swept from end to end, and it does not go on before', async () => {
    const forward = setup.action('Every joint was at both ends');
    await expect(forward).toHaveAttribute('aria-disabled', 'true');
    for (const [joint, fraction] of sweep) await setup.turn(joint, fraction);
    for (const joint of joints) expect(await setup.swept(joint)).toBeGreaterThan(90);
    await expect(forward).not.toHaveAttribute('aria-disabled', 'true');
    await forward.click();
    await setup.isAt('Check');
  });

  await test.step('each joint is checked against the model', async () => {
    for (const joint of joints) {
      await expect(window.locator('tr[data-current]')).toContainText(joint, { ignoreCase: true });
      await expect(setup.action(/picture moves alike/)).toHaveAttribute('aria-disabled', 'true');
      // The sentence asks for the direction in which the angle grows.
      await setup.turn(joint, joint === 'shoulder lift' || joint === 'elbow flex' ? 0.5 : 0.75);
      await setup.action(/picture moves alike/).click();
    }
    await setup.isAt('Review');
  });

  await test.step('it is written, and the arm connects by its name', async () => {
    await setup.action(/^Write/).click();
    await window.getByRole('alertdialog').getByRole('button', { name: /^Write/ }).click();
    await setup.action('Close').click();
    await bench.connect.click();
    await expect.poll(() => bench.positionDegrees('shoulder pan')).not.toBeNaN();
    await expect(window.getByRole('main')).toContainText('Control loop and line');
  });
});

test('a port that is not there is refused in the panel, and a procedure can be given up', async ({ window }) => {
  const setup = new Setup(window);
  await new Shell(window).go('Bench');
  await window.getByLabel('Connect to').selectOption('port');
  await window.getByLabel('Path of the port').fill('/dev/tempera-no-such-port');
  await new Bench(window).connect.click();
  await expect(window.getByRole('region', { name: 'Arm' }).getByRole('alert')).toContainText('/dev/tempera-no-such-port');
  await window.getByRole('button', { name: 'Which port is it?' }).click();
  await setup.isAt('Unplug');
  await setup.giveUp.click();
  await expect(new Bench(window).connect).toBeVisible();
});
