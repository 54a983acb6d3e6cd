import { expect, type Locator, type Page } from '@playwright/test';
import { readMeans } from './numbers';

/** The Episodes screen: the list, the player, the lens of an instant, replay on the arm. */
export class Episodes {
  readonly list: Locator;
  readonly scrubber: Locator;
  readonly play: Locator;
  readonly fan: Locator;
  readonly marginals: Locator;
  readonly source: Locator;
  readonly replayOnArm: Locator;
  readonly replayState: Locator;

  constructor(readonly page: Page) {
    this.list = page.getByRole('listbox', { name: 'Episodes' });
    this.scrubber = page.getByRole('slider', { name: 'Step of the episode' });
    this.play = page.getByRole('button', { name: 'Play', exact: true });
    this.fan = page.getByText(/\d+ actions · arrow: the mean action/);
    this.marginals = page.getByRole('region', { name: 'Action distribution' }).getByRole('img');
    this.source = page.getByText(/^Fan and energy: critics of the checkpoint/);
    this.replayOnArm = page.getByRole('button', { name: 'Replay on arm' });
    this.replayState = page.getByText(/^On the arm:/);
  }

  /** Opens the row with this place in the list, newest first. Returns its number. */
  async open(index: number): Promise<number> {
    const row = this.list.getByRole('option').nth(index);
    const number = Number(await row.locator('span').first().innerText());
    await row.click();
    await expect(this.scrubber).toBeVisible();
    return number;
  }

  async step(): Promise<number> {
    return Number(await this.scrubber.getAttribute('aria-valuenow'));
  }

  /** Drags to a fraction of the time line. Returns the step that it came to. */
  async scrubTo(fraction: number): Promise<number> {
    const box = await this.scrubber.boundingBox();
    if (box === null) throw new Error('The time line is not in the page.');
    await this.page.mouse.move(box.x + box.width * 0.1, box.y + box.height / 2);
    await this.page.mouse.down();
    await this.page.mouse.move(box.x + box.width * fraction, box.y + box.height / 2, { steps: 5 });
    await this.page.mouse.up();
    return this.step();
  }

  async fanMeans(): Promise<Readonly<Record<string, number>>> {
    return readMeans((await this.fan.locator('..').innerText()).split(': ').at(-1) ?? '');
  }

  async marginalMeans(): Promise<Readonly<Record<string, number>>> {
    return readMeans((await this.marginals.getAttribute('aria-label'))?.split('Mean action: ')[1] ?? '');
  }

  async startReplay(): Promise<void> {
    await this.replayOnArm.click();
    await this.page.getByRole('alertdialog', { name: 'Replay on the arm?' }).getByRole('button', { name: 'Move the arm' }).click();
  }
}
