import { expect, it } from 'vitest';
import { formatDuration, formatFixed, formatSignificant, spokenName } from './format-number';

it.each([
  [-3.14159, 2, '\u22123.14'],
  [-0.001, 2, '0.00'],
  [50_000, 0, '50\u202f000'],
  [5000, 0, '5000'],
  [1_234_567.5, 1, '1\u202f234\u202f567.5'],
])('writes %d with %i decimals as %s', (value, decimals, text) => {
  expect(formatFixed(value, decimals)).toBe(text);
});

it.each([
  [0.083, '0.0830'],
  [-251.4, '\u2212251'],
  [0, '0'],
  [3e-7, '3.00e\u22127'],
  [2.5e8, '2.50e8'],
  [Number.NaN, '–'],
])('writes %d to three figures as %s', (value, text) => {
  expect(formatSignificant(value, 3)).toBe(text);
});

it.each([
  [42.4, '42 s'],
  [187, '3:07 min'],
  [3760, '1:02:40 h'],
])('writes %d seconds as %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});

it('reads names of joints as words', () => {
  expect(spokenName('wrist_roll')).toBe('wrist roll');
});
