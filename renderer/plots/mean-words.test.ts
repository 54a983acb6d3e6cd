import { expect, it } from 'vitest';
import { meanWords } from './mean-words';

it('reads every action with its mean', () => {
  expect(meanWords(['shoulder_pan', 'elbow_flex'], Float32Array.of(0.4123, -0.08))).toBe('shoulder pan 0.412, elbow flex \u22120.080');
});
