import { expect, type Locator, type Page } from '@playwright/test';
import { readNumber } from './numbers';

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
    await this.page.getByLabel('Connect to').selectOption({ label: 'Simulated arm' });
    await this.connect.click();
    await expect(this.page.getByText('SO-101 (simulated)').first()).toBeVisible();
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

  /** A column of the table, once it is there; its headings left out. */
  private async column(index: number): Promise<readonly number[]> {
    await this.joints.getByRole('row').nth(1).waitFor();
    const rows = await this.joints.getByRole('row').all();
    return Promise.all(rows.slice(1).map(async (row) => readNumber(await row.getByRole('cell').nth(index).innerText())));
  }

  private cell(joint: string, index: number): Promise<string> {
    const row = this.joints.getByRole('row').filter({ has: this.page.getByRole('rowheader', { name: joint, exact: true }) });
    return row.getByRole('cell').nth(index).innerText();
  }
}
