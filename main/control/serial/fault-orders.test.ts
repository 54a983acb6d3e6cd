import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Failure } from '../../../shared/contract/failure';
import { faultOrderHelp, parseFaultOrder } from './fault-orders';

const names = ['shoulder_pan', 'shoulder_lift', 'elbow_flex', 'wrist_flex', 'wrist_roll', 'gripper'];

describe('a fault order', () => {
  test.each([
    ['drop 0.2', { type: 'line', faults: { dropReply: 0.2 } }],
    ['damage 1', { type: 'line', faults: { corruptReply: 1 } }],
    ['  noise   0 ', { type: 'line', faults: { noise: 0 } }],
    ['supply 0.57', { type: 'supply', part: 0.57 }],
    ['overload 1', { type: 'overload', joint: 0 }],
    ['reset gripper', { type: 'reset', joint: 5 }],
    ['hold 6', { type: 'hold', joint: 5 }],
    ['heat elbow_flex 75', { type: 'heat', joint: 2, celsius: 75 }],
    ['unplug', { type: 'unplug' }],
    ['mend', { type: 'mend' }],
  ])('%s', (text, order) => {
    expect(parseFaultOrder(text, names)).toEqual(order);
  });

  test.each([
    ['fly', /no order "fly"/],
    ['help', /drop P/],
    ['drop', /needs a number from 0 to 1/],
    ['drop 2', /from 0 to 1, not "2"/],
    ['supply much', /from 0 to 3, not "much"/],
    ['hold 0', /1 to 6, or one of shoulder_pan/],
    ['hold 7', /1 to 6/],
    ['overload elbow', /1 to 6/],
    ['heat 2', /needs a number from -20 to 150/],
  ])('%s is refused with a sentence', (text, sentence) => {
    expect(() => parseFaultOrder(text, names)).toThrow(sentence);
  });

  test('whatever is typed is an order or a Failure', () => {
    const words = fc.constantFrom('drop', 'damage', 'noise', 'supply', 'overload', 'reset', 'hold', 'heat', 'unplug', 'mend', '1', '0.5', 'NaN', 'Infinity', '-1', 'gripper', '');
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.array(words, { maxLength: 4 }).map((each) => each.join(' '))), (text) => {
        try {
          const order = parseFaultOrder(text, names);
          if ('joint' in order) expect(names[order.joint]).toBeDefined();
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(Failure);
        }
      }),
    );
  });

  test('every order that the help names is taken', () => {
    const example: Readonly<Record<string, string>> = { P: '0.5', X: '0.5', J: '2', C: '60', R: '0.3' };
    for (const line of faultOrderHelp) {
      const order = line.slice(0, 14).replace(/\b[PXJCR]\b/g, (letter) => example[letter] ?? '');
      expect(() => parseFaultOrder(order, names)).not.toThrow();
    }
  });
});
