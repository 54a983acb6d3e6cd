import path from 'node:path';
import { expect, test } from '../fixtures/browser-test';
import { Shell } from '../pages/shell';
import { Train } from '../pages/train';

const example = path.resolve('docs/examples/worlds/two-link-reacher.json');

test('a world of the operator is opened by its path, and trained', async ({ window }) => {
  const shell = new Shell(window);
  const train = new Train(window);
  await window.getByText('Open a world …').click();
  const field = window.getByLabel('Path of the world’s file');
  const open = window.getByRole('button', { name: 'Open', exact: true });
  await expect(open).toHaveAttribute('aria-disabled', 'true');

  await test.step('a file that is not there is refused at the field', async () => {
    await field.fill(`${example}.missing`);
    await open.click();
    await expect(window.getByText(`${example}.missing`)).toBeVisible();
    await expect(field).toHaveAttribute('aria-invalid', 'true');
  });

  await test.step('its task is chosen, with its description', async () => {
    await field.fill(example);
    await open.click();
    await expect(window.getByLabel('Task')).toHaveValue('two-link-reacher');
    await expect(window.getByText('Two links learn to bring their tip to a point in the plane', { exact: false })).toBeVisible();
    await expect(field).not.toHaveAttribute('aria-invalid', 'true');
  });

  await test.step('it trains under its name', async () => {
    await train.begin('Two-link reacher');
    await expect.poll(() => train.steps(), { timeout: 90_000 }).toBeGreaterThan(300);
    await shell.headerButton('Finish').click();
    await expect(shell.header).toContainText('finished');
    await expect(shell.header).toContainText('Two link reacher');
  });
});
