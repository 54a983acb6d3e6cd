/** A point to mark in the scene, for example the tip at other steps of an episode. Metres. */
export interface SceneMarker {
  readonly position: readonly [number, number, number];
  readonly colour: 'ink' | 'ochre' | 'vermilion' | 'viridian' | 'ultramarine';
}
