import type { Locator, Page } from '@playwright/test';

export type Screen = 'Bench' | 'Train' | 'Episodes' | 'Settings';

/** What surrounds every screen: navigation, STOP, the stop's banner, the header's pill and run buttons. */
export class Shell {
  readonly stop: Locator;
  readonly engage: Locator;
  readonly banner: Locator;
  readonly header: Locator;
  readonly notices: Locator;

  constructor(readonly page: Page) {
    this.stop = page.getByRole('button', { name: 'STOP: hold the arm where it is' });
    this.banner = page.getByRole('main').getByRole('alert').filter({ has: page.getByRole('button', { name: 'Engage' }) });
    this.engage = this.banner.getByRole('button', { name: 'Engage' });
    this.header = page.getByRole('banner');
    this.notices = page.getByRole('log', { name: 'Notices' });
  }

  async go(screen: Screen): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: screen }).click();
  }

  headerButton(name: 'Pause' | 'Continue' | 'Finish'): Locator {
    return this.header.getByRole('button', { name });
  }

  async chooseTheme(theme: 'Dark' | 'Light'): Promise<void> {
    await this.go('Settings');
    await this.page.getByRole('radio', { name: theme }).check({ force: true });
  }

  /** Waits until the page has been drawn this often: telemetry arrives meanwhile, however fast the machine is. */
  async framesPass(count: number): Promise<void> {
    await this.page.evaluate(
      (frames) =>
        new Promise<void>((resolve) => {
          const next = (left: number): void => {
            if (left === 0) resolve();
            else requestAnimationFrame(() => next(left - 1));
          };
          next(frames);
        }),
      count,
    );
  }
}
