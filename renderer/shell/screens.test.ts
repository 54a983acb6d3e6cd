import { describe, expect, it } from 'vitest';
import { hashOfScreen, screenNames, screenOfHash } from './screens';

describe('the address of a screen', () => {
  it.each(screenNames)('leads back to %s', (screen) => {
    expect(screenOfHash(hashOfScreen(screen))).toBe(screen);
  });

  it.each(['', '#', '#/unknown', '#token=abc', '#/../x'])('starts at Train from "%s"', (hash) => {
    expect(screenOfHash(hash)).toBe('train');
  });
});
