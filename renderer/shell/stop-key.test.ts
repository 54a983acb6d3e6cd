import { describe, expect, it, vi } from 'vitest';
import { bindStopKey, meaningOfKey } from './stop-key';

const space = { key: ' ', code: 'Space', repeat: false, target: { tagName: 'BODY' } };

describe('the space bar', () => {
  it.each([
    ['nothing has the focus', { tagName: 'BODY' }],
    ['a button has the focus', { tagName: 'BUTTON' }],
    ['a slider has the focus', { tagName: 'INPUT', type: 'range' }],
    ['a check box has the focus', { tagName: 'INPUT', type: 'checkbox' }],
    ['a number has the focus', { tagName: 'INPUT', type: 'number' }],
    ['a list has the focus', { tagName: 'SELECT' }],
    ['a text that cannot be changed has the focus', { tagName: 'INPUT', type: 'text', readOnly: true }],
    ['the window itself has the focus', null],
  ])('stops the arm while %s', (_, target) => {
    expect(meaningOfKey({ ...space, target })).toBe('stop');
  });

  it.each([
    ['a line of text', { tagName: 'INPUT', type: 'text' }],
    ['a text', { tagName: 'TEXTAREA' }],
    ['an editable element', { tagName: 'DIV', isContentEditable: true }],
  ])('types a space in %s', (_, target) => {
    expect(meaningOfKey({ ...space, target })).toBe('type');
  });

  it('stops when the layout gives the key another character', () => {
    expect(meaningOfKey({ ...space, key: 'Unidentified' })).toBe('stop');
  });

  it('leaves other keys alone', () => {
    expect(meaningOfKey({ ...space, key: 'Enter', code: 'Enter' })).toBe('type');
  });
});

class FakeWindow extends EventTarget {
  press(type: 'keydown' | 'keyup', repeat = false): Event {
    const event = Object.assign(new Event(type, { cancelable: true }), { key: ' ', code: 'Space', repeat });
    this.dispatchEvent(event);
    return event;
  }
}

describe('bindStopKey', () => {
  function bound() {
    const window = new FakeWindow();
    const stop = vi.fn();
    return { window, stop, unbind: bindStopKey(window as unknown as Window, stop) };
  }

  it('stops once while the bar is held, and again at the next press', () => {
    const { window, stop } = bound();
    window.press('keydown');
    window.press('keydown', true);
    window.press('keydown', true);
    window.press('keyup');
    expect(stop).toHaveBeenCalledTimes(1);
    window.press('keydown');
    expect(stop).toHaveBeenCalledTimes(2);
  });

  it('keeps the bar from pressing the focused button, held or let go', () => {
    const { window } = bound();
    for (const event of [window.press('keydown'), window.press('keydown', true), window.press('keyup')]) {
      expect(event.defaultPrevented).toBe(true);
    }
  });

  it('ends with its unsubscribe', () => {
    const { window, stop, unbind } = bound();
    unbind();
    window.press('keydown');
    expect(stop).not.toHaveBeenCalled();
  });
});
