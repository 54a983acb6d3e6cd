import { expect, it } from 'vitest';
import { createHeldFor } from './held-for';

it('counts the periods since something has held, and begins anew when it does not', () => {
  const held = createHeldFor(0.05);
  expect([0, 0.05, 0.1].map((timeS) => held.update(timeS, true))).toEqual([0, 1, 2]);
  expect(held.periods(0.2)).toBe(4);
  expect(held.update(0.25, false)).toBe(0);
  expect([0.3, 0.5].map((timeS) => held.update(timeS, true))).toEqual([0, 4]);
  held.restart();
  expect(held.periods(0.55)).toBe(0);
});
