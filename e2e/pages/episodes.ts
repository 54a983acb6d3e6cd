import { expect, type Locator, type Page } from '@playwright/test';
import { readLensMeans, type LensMeans } from './lens-means';
import { readNumber } from './numbers';
import { Shell } from './shell';

/** The Episodes screen: the list, the player, the lens of an instant, replay on the arm. */
export class Episodes {
  readonly list: Locator;
  readonly scrubber: Locator;
  readonly play: Locator;
  readonly source: Locator;
  readonly replayOnArm: Locator;
  readonly replayState: Locator;

  constructor(readonly page: Page) {
    this.list = page.getByRole('listbox', { name: 'Episodes' });
    this.scrubber = page.getByRole('slider', { name: 'Step of the episode' });
    this.play = page.getByRole('button', { name: 'Play', exact: true });
    this.source = page.getByText(/^Fan and energy: critics of the checkpoint/);
    this.replayOnArm = page.getByRole('button', { name: 'Replay on arm' });
    this.replayState = page.getByText(/^On the arm:/);
  }

  /** Opens the episode with the most steps: none that was cut short. Returns its number. */
  async openLongest(): Promise<number> {
    await this.page.getByRole('button', { name: 'Steps' }).click();
    const row = this.list.getByRole('option').first();
    const number = readNumber(await row.locator('span').first().innerText());
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
    // What the last motion did is in the page with the next frames.
    await new Shell(this.page).framesPass(2);
    return this.step();
  }

  /** The mean actions that the lens shows at this instant. */
  lensMeans(): Promise<LensMeans> {
    return readLensMeans(this.page);
  }

  async startReplay(): Promise<void> {
    await this.replayOnArm.click();
    await this.page.getByRole('alertdialog', { name: 'Replay on the arm?' }).getByRole('button', { name: 'Move the arm' }).click();
  }
}
