import type { Page } from '@playwright/test';
import { readMeans } from './numbers';

/** The mean action by joint, as each drawing of the lens has it. */
export interface LensMeans {
  readonly fan: Readonly<Record<string, number>>;
  readonly marginals: Readonly<Record<string, number>>;
}

/** Reads both drawings in one turn of the page, so that no frame of the lens can come between them. Empty where one is missing. */
export async function readLensMeans(page: Page): Promise<LensMeans> {
  const texts = await page.evaluate(() => {
    const legend = [...document.querySelectorAll('main span')].find((element) => /\d+ actions · arrow: the mean action/.test(element.textContent ?? ''));
    const plot = document.querySelector('main [role=img][aria-label*="Mean action: "]');
    return { fan: legend?.nextElementSibling?.textContent ?? '', marginals: plot?.getAttribute('aria-label') ?? '' };
  });
  return { fan: readMeans(texts.fan.split(': ').at(-1) ?? ''), marginals: readMeans(texts.marginals.split('Mean action: ')[1] ?? '') };
}
