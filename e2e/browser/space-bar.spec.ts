import { expect, test } from '../fixtures/browser-test';
import { Bench } from '../pages/bench';
import { Shell } from '../pages/shell';

test('the space bar stops the arm whatever has the focus, and types a space in a line of text', async ({ window }) => {
  const shell = new Shell(window);
  const bench = new Bench(window);
  await shell.go('Bench');

  await test.step('in a text field it types', async () => {
    await window.getByLabel('Connect to').selectOption({ label: 'Serial port' });
    const path = window.getByLabel('Path of the port');
    await path.focus();
    await window.keyboard.type('/dev/my port');
    await expect(path).toHaveValue('/dev/my port');
    await expect(shell.banner).toBeHidden();
  });

  await bench.connectSimulatedArm();
  const focusable = [
    ['a slider', () => bench.goal('shoulder pan').focus()],
    ['a button that would move the arm', () => bench.homePosture.focus()],
    ['a link', () => window.getByRole('link', { name: 'Bench' }).focus()],
    ['nothing', () => window.evaluate(() => { if (document.activeElement instanceof HTMLElement) document.activeElement.blur(); })],
  ] as const;
  for (const [what, focus] of focusable) {
    await test.step(`with the focus on ${what} it stops`, async () => {
      const held = await bench.posture();
      await focus();
      await window.keyboard.press('Space');
      await expect(shell.banner).toContainText('STOP');
      await shell.engage.click();
      await expect(shell.banner).toBeHidden();
      const later = await bench.posture();
      later.forEach((degrees, joint) => expect(Math.abs(degrees - (held[joint] ?? Number.NaN))).toBeLessThan(1));
    });
  }

  await test.step('with a dialog open it stops, and presses no button of the dialog', async () => {
    await bench.release.click();
    const dialog = window.getByRole('alertdialog');
    await dialog.getByRole('button', { name: 'Release the torque' }).focus();
    await window.keyboard.press('Space');
    await expect(shell.banner).toContainText('STOP');
    await expect(dialog).toBeVisible();
    await expect(shell.header).toContainText('stopped, holding');
    await window.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
  });
});
