import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures/browser-test';
import { socatIsThere } from '../fixtures/emulated-board';
import { Setup } from '../pages/setup';
import { Shell } from '../pages/shell';

/** Presses an action that asks before it is done, and answers that it shall be. */
async function confirm(window: Page, setup: Setup, action: RegExp): Promise<void> {
  await setup.action(action).click();
  await window.getByRole('alertdialog').getByRole('button', { name: action }).click();
}

test('the file of an arm and its servos are compared, and one is written like the other', async ({ window, library }) => {
  const setup = new Setup(window);
  const file = path.join(library, 'arms', 'practice.json');
  const compare = async (): Promise<void> => {
    await window.getByLabel('Name of the arm').fill('practice');
    await window.getByRole('button', { name: 'Compare', exact: true }).click();
  };
  await new Shell(window).go('Bench');
  await window.getByLabel('Connect to').selectOption('emulated-feetech');

  await test.step('the servos become the file of an arm that has none', async () => {
    await compare();
    await expect(setup.instruction).toContainText('There is no file of "practice" yet');
    await setup.action('Write the servos to the file').click();
    await expect(setup.instruction).toContainText('agree now');
    await setup.action('Close').click();
  });

  const filed = await readFile(file, 'utf8');
  expect(filed).toContain('"homing_offset": 1624');
  await writeFile(file, filed.replace('"homing_offset": 1624', '"homing_offset": 1600'));

  await test.step('a value that differs is shown, and may be left as it is', async () => {
    await compare();
    await expect(setup.joints).toHaveCount(1);
    await expect(setup.joints.first()).toContainText('elbow flex');
    await expect(setup.joints.first()).toContainText('1600');
    await expect(setup.joints.first()).toContainText('1624');
    await confirm(window, setup, /^Write the file to the servos/);
    await setup.action('Do not write').click();
    await expect(setup.instruction).toContainText('Nothing was written');
    await expect(setup.joints).toHaveCount(1);
    await setup.action('Close').click();
  });

  await test.step('the servos are written once somebody holds the arm', async () => {
    await compare();
    await confirm(window, setup, /^Write the file to the servos/);
    await setup.action(/torque off/).click();
    const question = window.getByRole('alertdialog', { name: /Support the arm/ });
    await question.getByRole('button', { name: /torque off/ }).click();
    await expect(setup.instruction).toContainText('agree now');
    await expect(setup.joints).toHaveCount(0);
    await setup.action('Close').click();
  });
});

test.describe('at a serial port', () => {
  test.skip(!socatIsThere, 'needs socat, which makes the port');

  test('motors are set up one by one, and those that were left out are named in the end', async ({ window, boardPort }) => {
    const setup = new Setup(window);
    // A board is no motor: what does not answer as one is not written.
    await choosePort(window, boardPort);
    await window.getByText('New motors, new board').click();
    await window.getByRole('button', { name: 'Set motor ids' }).click();
    await setup.isAt('One by one');
    const motors = window.getByRole('list', { name: 'Motors' }).getByRole('listitem');
    await expect(motors).toHaveCount(6);
    await expect(motors.first()).toContainText('gripper');

    await setup.action(/make it id 6/).click();
    await expect(window.getByRole('list', { name: 'What is wrong' })).toContainText('No motor answers', { timeout: 90_000 });
    await expect(motors.first()).toHaveAttribute('aria-current', 'step');
    for (const [index, joint] of ['gripper', 'wrist roll', 'wrist flex', 'elbow flex', 'shoulder lift', 'shoulder pan'].entries()) {
      await expect(motors.nth(index)).toContainText(joint);
      await expect(motors.nth(index)).toHaveAttribute('aria-current', 'step');
      await setup.action('It has its id already').click();
      await expect(motors.nth(index)).toContainText('left out');
    }
    await setup.isAt('All together');
    await setup.action('Later').click();
    await expect(setup.instruction).toContainText('gripper, wrist_roll, wrist_flex, elbow_flex, shoulder_lift, shoulder_pan were left out and not asked');
    await setup.action('Close').click();
  });

  test('a board is flashed only when the operator says so, and the window says when it does not answer', async ({ window, boardPort }) => {
    const setup = new Setup(window);
    await choosePort(window, boardPort);
    await window.getByText('New motors, new board').click();
    await window.getByRole('button', { name: 'Write firmware' }).click();
    await setup.isAt('Confirm');
    await expect(setup.instruction).toContainText('replaces the program of the board');
    await setup.action(/^Write the firmware/).click();
    await window.getByRole('alertdialog').getByRole('button', { name: 'Not yet' }).click();
    await setup.isAt('Confirm');
    await confirm(window, setup, /^Write the firmware/);
    // The emulated processor runs the firmware and has no bootloader that could be asked.
    await expect(setup.instruction).toContainText('This could not go on');
    await expect(window.getByRole('list', { name: 'What is wrong' })).toContainText('No bootloader answered');
    await expect(setup.action('Try again')).toBeVisible();
    await setup.action('Close').click();
    await expect(window.getByRole('button', { name: 'Who answers?' })).toBeVisible();
  });
});

async function choosePort(window: Page, port: string): Promise<void> {
  await new Shell(window).go('Bench');
  await window.getByLabel('Connect to').selectOption('port');
  await window.getByLabel('Path of the port').fill(port);
}
