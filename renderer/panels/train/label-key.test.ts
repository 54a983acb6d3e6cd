import { describe, expect, it } from 'vitest';
import { outcomeOfKey } from './label-key';

const press = { key: 's', repeat: false, ctrlKey: false, metaKey: false, altKey: false };
const inside = { closest: () => ({}) };
const outside = { closest: () => null };

describe('outcomeOfKey', () => {
  it.each([['s', 'success'], ['S', 'success'], ['f', 'failure'], ['F', 'failure'], ['x', undefined], [' ', undefined]])('takes %s as %s', (key, outcome) => {
    expect(outcomeOfKey({ ...press, key }, outside)).toBe(outcome);
  });

  it('takes a held key once, and no shortcut of the browser', () => {
    expect(outcomeOfKey({ ...press, repeat: true }, outside)).toBeUndefined();
    expect(outcomeOfKey({ ...press, ctrlKey: true }, outside)).toBeUndefined();
    expect(outcomeOfKey({ ...press, metaKey: true }, outside)).toBeUndefined();
  });

  it('leaves letters to fields, lists and dialogs', () => {
    expect(outcomeOfKey(press, inside)).toBeUndefined();
    expect(outcomeOfKey(press, undefined)).toBe('success');
  });
});
