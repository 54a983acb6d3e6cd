import type { Locator, Page } from '@playwright/test';
import { readLensMeans, type LensMeans } from './lens-means';
import { readNumber } from './numbers';

/** Settings with which a small learner learns within seconds. */
export const smallRun = { steps: 200_000, seed: 7, hiddenSizes: '32, 32', batchSize: 32, randomSteps: 120, pace: 'Fast' as 'Fast' | 'Real time', updatesAStep: 1 };
export type RunChoice = typeof smallRun;

/** The Train screen: the form, the live run with its lens, and the review afterwards. */
export class Train {
  readonly start: Locator;
  readonly progress: Locator;
  readonly note: Locator;
  readonly fan: Locator;
  readonly energy: Locator;
  readonly scene: Locator;
  /** Rate, jitter, round trips, retries: in the foot of the scene. */
  readonly health: Locator;
  readonly labels: Locator;

  constructor(readonly page: Page) {
    this.start = page.getByRole('button', { name: 'Start training' });
    this.progress = page.getByRole('progressbar', { name: 'Control steps' });
    this.note = page.getByRole('main').locator('p[role=status]');
    this.fan = page.getByText(/\d+ actions · arrow: the mean action/);
    this.energy = page.getByRole('region', { name: 'Energy' }).getByRole('img');
    this.health = page.getByLabel('Health of control');
    this.labels = page.getByRole('group', { name: 'How the episode ended' });
    this.scene = page.getByLabel(/^The arm while it trains/);
  }

  async begin(task: string, choice: RunChoice = smallRun): Promise<void> {
    await this.page.getByLabel('Task').selectOption({ label: task });
    await this.page.getByLabel('Executor').selectOption('onnx-cpu');
    await this.page.getByLabel('Steps', { exact: true }).fill(String(choice.steps));
    await this.page.getByLabel('Seed').fill(String(choice.seed));
    await this.page.getByLabel('Evaluate every').fill('0');
    await this.page.getByRole('radio', { name: choice.pace }).check({ force: true });
    await this.page.getByText('Hyper-parameters').click();
    await this.page.getByLabel(/^Hidden layers/).fill(choice.hiddenSizes);
    await this.page.getByLabel(/^Batch size/).fill(String(choice.batchSize));
    await this.page.getByLabel(/^Random steps/).fill(String(choice.randomSteps));
    await this.page.getByLabel(/^Updates a step/).fill(String(choice.updatesAStep));
    await this.start.click();
  }

  async steps(): Promise<number> {
    return Number(await this.progress.getAttribute('aria-valuenow'));
  }

  strip(title: string): Locator {
    return this.page.getByRole('img', { name: new RegExp(`^${title} over control steps`) });
  }

  /** Points that a learning curve has. */
  async points(title: string): Promise<number> {
    return readNumber((await this.strip(title).getAttribute('aria-label'))?.split(':')[1] ?? '');
  }

  /** The mean actions that the lens shows at this instant. */
  lensMeans(): Promise<LensMeans> {
    return readLensMeans(this.page);
  }
}
