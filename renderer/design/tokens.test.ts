import { describe, expect, it } from 'vitest';
import tokens from './tokens.css?raw';

/** Tokens of one theme, by name without the dashes. */
function themeTokens(theme: 'dark' | 'light'): ReadonlyMap<string, string> {
  const block = new RegExp(String.raw`\[data-theme='${theme}'\] \{([^}]*)\}`).exec(tokens)?.[1] ?? '';
  return new Map([...block.matchAll(/--([a-z-]+): (#[0-9a-f]{6});/g)].map(([, name = '', value = '']) => [name, value]));
}

/** Relative luminance and contrast ratio: WCAG 2.2, definitions. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(first: string | undefined, second: string | undefined): number {
  const [low = 0, high = 0] = [luminance(first ?? ''), luminance(second ?? '')].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

const texts = ['ink', 'soft', 'faint', 'ochre', 'vermilion', 'ultramarine', 'viridian', 'violet'];
const grounds = ['ground', 'panel', 'raised'];

// Vitest empties style sheets unless its option `css.include` names them.
describe.skipIf(tokens === '').each(['dark', 'light'] as const)('the %s theme', (theme) => {
  const colours = themeTokens(theme);

  it.each(texts.flatMap((text) => grounds.map((ground) => [text, ground] as const)))('can be read: %s on %s', (text, ground) => {
    expect(contrast(colours.get(text), colours.get(ground))).toBeGreaterThanOrEqual(4.5);
  });

  it('can be read on STOP, also while pressed, and on the primary button', () => {
    expect(contrast(colours.get('on-stop'), colours.get('stop'))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(colours.get('on-stop'), colours.get('stop-pressed'))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(colours.get('on-ochre'), colours.get('ochre'))).toBeGreaterThanOrEqual(4.5);
  });

  it('shows the focus: the ring stands out from every ground', () => {
    for (const ground of grounds) expect(contrast(colours.get('focus'), colours.get(ground))).toBeGreaterThanOrEqual(3);
  });
});
