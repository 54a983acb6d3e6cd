import { expect, type Locator, type Page } from '@playwright/test';
import { readNumber } from './numbers';
import { Shell } from './shell';

/** The procedures of setting up an arm, on the Bench screen. */
export class Setup {
  readonly instruction: Locator;
  readonly joints: Locator;
  readonly giveUp: Locator;

  constructor(readonly page: Page) {
    this.instruction = page.getByRole('main').locator('p[role=status]');
    this.joints = page.getByRole('main').locator('tbody tr').filter({ has: page.getByRole('rowheader') });
    this.giveUp = page.getByRole('button', { name: 'Give up' });
  }

  step(title: string): Locator {
    return this.page.getByRole('list', { name: 'Steps' }).getByRole('listitem').filter({ hasText: title });
  }

  async isAt(title: string): Promise<void> {
    await expect(this.step(title)).toHaveAttribute('aria-current', 'step');
  }

  action(name: string | RegExp): Locator {
    return this.page.getByRole('main').getByRole('button', { name });
  }

  /** Turns a homed joint of a practice arm to a fraction of its range, and waits until it is there. */
  async turn(joint: string, fraction: number): Promise<void> {
    const slider = await this.turnUnhomed(joint, fraction);
    const tick = slider.locator('xpath=preceding-sibling::i');
    await expect.poll(async () => Math.abs(readNumber((await tick.getAttribute('style')) ?? '') / 100 - fraction)).toBeLessThan(0.03);
  }

  /** The same before homing, when nobody knows where the joint is. */
  async turnUnhomed(joint: string, fraction: number): Promise<Locator> {
    const slider = this.page.getByRole('slider', { name: `Turn ${joint} by hand` });
    await slider.fill(String(fraction * 1000));
    return slider;
  }

  /** Waits until a joint has left a position and come to rest in another. Returns that, in ticks. */
  async comesToRest(joint: string, leftTicks: number): Promise<number> {
    let ticks = leftTicks;
    await expect
      .poll(async () => {
        const before = ticks;
        await new Shell(this.page).framesPass(20);
        ticks = await this.ticks(joint);
        return Math.abs(ticks - leftTicks) > 50 && ticks === before;
      })
      .toBe(true);
    return ticks;
  }

  async ticks(joint: string): Promise<number> {
    return readNumber(await this.row(joint).getByRole('cell').nth(1).innerText());
  }

  /** How much of its range a joint was swept over, percent. */
  async swept(joint: string): Promise<number> {
    return readNumber(await this.row(joint).getByRole('cell').nth(4).innerText());
  }

  private row(joint: string): Locator {
    return this.joints.filter({ has: this.page.getByRole('rowheader', { name: joint, exact: true }) });
  }
}
