import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures/browser-test';
import { followComplaints } from '../fixtures/complaints';
import { layoutFaults } from '../fixtures/layout';
import { Bench } from '../pages/bench';
import { Episodes } from '../pages/episodes';
import { Shell } from '../pages/shell';
import { smallRun, Train } from '../pages/train';

/** `TEMPERA_UPDATE_IMAGES=1` draws the images of the README anew; otherwise nothing is written. */
const updatesImages = process.env['TEMPERA_UPDATE_IMAGES'] === '1';
const imageFolder = path.resolve('docs/images');

const sizes = [
  { width: 1440, height: 900 },
  { width: 1024, height: 700 },
] as const;
const themes = ['Dark', 'Light'] as const;

/** What the images show: the standard preset's learner, once it reaches. */
const shownRun = { ...smallRun, hiddenSizes: '256, 256', batchSize: 256, randomSteps: 1000, seed: 1 };
const shownFromStep = 14_000;

test('every screen keeps STOP in sight and everything inside the window, at both sizes, in both themes', async ({ window }) => {
  const shell = new Shell(window);
  const bench = new Bench(window);
  const train = new Train(window);
  const episodes = new Episodes(window);
  const complaints = followComplaints(window);

  const look = async (what: string): Promise<void> => {
    for (const size of sizes) {
      await window.setViewportSize(size);
      await shell.framesPass(3);
      expect(await layoutFaults(window), `${what} at ${String(size.width)} x ${String(size.height)}`).toEqual([]);
      await picture(window, what, size.width);
    }
    await window.setViewportSize(sizes[0]);
  };

  for (const theme of themes) {
    await test.step(`before anything runs, ${theme}`, async () => {
      await shell.chooseTheme(theme);
      await look(`settings-${theme}`);
      await shell.go('Train');
      await expect(train.start).toBeVisible();
      await look(`setup-${theme}`);
      await shell.go('Episodes');
      await look(`no-episodes-${theme}`);
    });
  }
  await shell.go('Bench');
  await look('bench-disconnected');
  await bench.connectSimulatedArm();
  await bench.jogByTens('shoulder pan', 3);
  await bench.jogByTens('elbow flex', -3);
  await expect.poll(() => bench.positionDegrees('elbow flex')).toBeLessThan(-28);
  for (const theme of themes) {
    await shell.chooseTheme(theme);
    await shell.go('Bench');
    await look(`bench-${theme}`);
    await bench.release.click();
    await look(`bench-dialog-${theme}`);
    await window.keyboard.press('Escape');
    await shell.stop.click();
    await expect(shell.banner).toBeVisible();
    await look(`bench-stopped-${theme}`);
    await shell.engage.click();
    await expect(shell.banner).toBeHidden();
  }

  await shell.go('Train');
  await train.begin('Reach', updatesImages ? shownRun : smallRun);
  if (updatesImages) {
    test.setTimeout(900_000);
    await expect.poll(() => train.steps(), { timeout: 600_000 }).toBeGreaterThan(shownFromStep);
  }
  await expect.poll(() => train.points('Return')).toBeGreaterThan(2);
  await expect(train.fan).toBeVisible();
  for (const theme of themes) {
    await shell.chooseTheme(theme);
    await shell.go('Train');
    await expect(train.fan).toBeVisible();
    await look(`train-${theme}`);
  }
  await shell.stop.click();
  await expect(shell.headerButton('Continue')).toBeVisible();
  await look('train-stopped');
  await shell.engage.click();
  await shell.headerButton('Finish').click();
  await expect(shell.header).toContainText('finished');
  await expect(window.getByText('20 evaluation episodes')).toBeVisible();
  await look('review');

  for (const theme of themes) {
    await shell.chooseTheme(theme);
    await shell.go('Episodes');
    await episodes.openLongest();
    const step = await episodes.scrubTo(0.3);
    await expect(episodes.source).toContainText(`at step ${String(step)}.`);
    await look(`episodes-${theme}`);
    await episodes.replayOnArm.click();
    await look(`episodes-dialog-${theme}`);
    await window.keyboard.press('Escape');
  }
  expect(complaints).toEqual([]);
});

/** Keeps the images that the README shows; the others only where a folder for them is named. */
async function picture(page: Page, what: string, width: number): Promise<void> {
  const shown = { 'train-Dark': 'train', 'train-Light': 'train-light', 'bench-Dark': 'bench', 'episodes-Dark': 'episodes' }[what];
  if (updatesImages && shown !== undefined && width === sizes[0].width) {
    await mkdir(imageFolder, { recursive: true });
    await page.screenshot({ path: path.join(imageFolder, `${shown}.png`) });
  }
  const folder = process.env['TEMPERA_SCREENSHOTS'];
  if (folder !== undefined) await page.screenshot({ path: path.join(folder, `${what}-${String(width)}.png`) });
}
