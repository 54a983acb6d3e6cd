import { Color } from 'three';

/** The design tokens that the scene draws with. */
export interface SceneColours {
  readonly dark: boolean;
  readonly ink: Color;
  readonly soft: Color;
  readonly line: Color;
  readonly ochre: Color;
  readonly vermilion: Color;
  readonly viridian: Color;
  readonly ultramarine: Color;
}

/** Reads the tokens of the theme in force for an element. */
export function readSceneColours(element: Element): SceneColours {
  const style = getComputedStyle(element);
  const colour = (token: string) => new Color(style.getPropertyValue(`--${token}`).trim());
  return {
    dark: style.colorScheme !== 'light',
    ink: colour('ink'),
    soft: colour('soft'),
    line: colour('line-strong'),
    ochre: colour('ochre'),
    vermilion: colour('vermilion'),
    viridian: colour('viridian'),
    ultramarine: colour('ultramarine'),
  };
}
