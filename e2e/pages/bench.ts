import { expect, type Locator, type Page } from '@playwright/test';
import { readNumber } from './numbers';
import { Shell } from './shell';

/** The Bench screen: connecting, the joint table, jogging. */
export class Bench {
  readonly connect: Locator;
  readonly joints: Locator;
  readonly homePosture: Locator;
  readonly release: Locator;

  constructor(readonly page: Page) {
    this.connect = page.getByRole('button', { name: 'Connect', exact: true });
    this.joints = page.getByRole('region', { name: 'Joints' });
    this.homePosture = page.getByRole('button', { name: 'Home posture' });
    this.release = page.getByRole('button', { name: 'Release…' });
  }

  async connectSimulatedArm(): Promise<void> {
    await this.connectArm('sim');
    await expect(this.page.getByText('SO-101 (simulated)').first()).toBeVisible();
  }

  /** Connects the simulated arm, or one that is emulated on a serial line. */
  async connectArm(way: 'sim' | 'emulated-feetech'): Promise<void> {
    await this.page.getByLabel('Connect to').selectOption(way);
    await this.connect.click();
    await expect.poll(() => this.positionDegrees('shoulder pan')).not.toBeNaN();
  }

  goal(joint: string): Locator {
    return this.joints.getByRole('slider', { name: `Goal of ${joint}` });
  }

  /** Moves the goal by keys: Shift and an arrow are ten degrees each. */
  async jogByTens(joint: string, tens: number): Promise<void> {
    await this.goal(joint).focus();
    for (let press = 0; press < Math.abs(tens); press += 1) await this.page.keyboard.press(tens > 0 ? 'Shift+ArrowRight' : 'Shift+ArrowLeft');
  }

  /** Presses STOP in the very turn of the page in which a joint's reading falls below this: from outside it might be too late. */
  async stopOnceBelow(joint: string, degrees: number): Promise<void> {
    await this.row(joint).evaluate(
      (row, limit) =>
        new Promise<void>((resolve) => {
          const look = (): void => {
            const reading = Number.parseFloat((row.querySelector('td')?.textContent ?? '').replace('\u2212', '-'));
            if (!(reading < limit)) {
              requestAnimationFrame(look);
              return;
            }
            document.querySelector('button[aria-keyshortcuts="Space"]')?.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, button: 0 }));
            resolve();
          };
          look();
        }),
      degrees,
    );
  }

  async positionDegrees(joint: string): Promise<number> {
    return readNumber(await this.cell(joint, 0));
  }

  async goalDegrees(joint: string): Promise<number> {
    return readNumber(await this.cell(joint, 2));
  }

  /** The largest speed of any joint. */
  async speedDegreesPerS(): Promise<number> {
    return Math.max(...(await this.column(3)).map(Math.abs));
  }

  /** Every joint's reading, in the table's order. */
  posture(): Promise<readonly number[]> {
    return this.column(0);
  }

  /** Every joint's reading once none moves any more: a joint that swings stands still for a moment too. */
  async restingPosture(): Promise<readonly number[]> {
    const shell = new Shell(this.page);
    let held = await this.posture();
    await expect
      .poll(async () => {
        const before = held;
        await shell.framesPass(20);
        held = await this.posture();
        return Math.max(await this.speedDegreesPerS(), ...held.map((degrees, joint) => Math.abs(degrees - (before[joint] ?? Infinity))));
      })
      .toBeLessThan(0.5);
    return held;
  }

  /** A column of the table at one instant, once it is there; its headings left out. */
  private async column(index: number): Promise<readonly number[]> {
    await this.joints.getByRole('row').nth(1).waitFor();
    const texts = await this.joints.locator('tbody tr').evaluateAll((rows, cell) => rows.map((row) => row.querySelectorAll('td')[cell]?.textContent ?? ''), index);
    return texts.map(readNumber);
  }

  private cell(joint: string, index: number): Promise<string> {
    return this.row(joint).getByRole('cell').nth(index).innerText();
  }

  private row(joint: string): Locator {
    return this.joints.getByRole('row').filter({ has: this.page.getByRole('rowheader', { name: joint, exact: true }) });
  }
}
