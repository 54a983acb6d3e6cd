/** The design tokens that drawings use, resolved for a canvas. */
export interface PlotColours {
  readonly panel: string;
  readonly raised: string;
  readonly line: string;
  readonly ink: string;
  readonly soft: string;
  readonly faint: string;
  readonly ochre: string;
  readonly vermilion: string;
  readonly ultramarine: string;
  readonly viridian: string;
  readonly violet: string;
  readonly font: string;
  readonly mono: string;
}

const tokens = [
  'panel', 'raised', 'line', 'ink', 'soft', 'faint', 'ochre', 'vermilion', 'ultramarine', 'viridian', 'violet', 'font', 'mono',
] as const satisfies readonly (keyof PlotColours)[];

/** Reads the tokens as they hold now for `element`; read again when the theme changes. */
export function readPlotColours(element: Element): PlotColours {
  const style = getComputedStyle(element);
  const entries = tokens.map((token) => [token, style.getPropertyValue(`--${token}`).trim()] as const);
  return Object.fromEntries(entries) as Record<(typeof tokens)[number], string>;
}

/** Calls back after each change of theme, by the operator or by the system. */
export function onThemeChange(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'class', 'style'] });
  const preference = matchMedia('(prefers-color-scheme: dark)');
  preference.addEventListener('change', listener);
  return () => {
    observer.disconnect();
    preference.removeEventListener('change', listener);
  };
}
