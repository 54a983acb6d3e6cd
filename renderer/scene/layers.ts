/** What the scene can draw over the arm. The operator switches these with the chips in the scene's corner. */
export const layerNames = ['fan', 'target', 'trails', 'limits'] as const;
export type LayerName = (typeof layerNames)[number];
export type Layers = Readonly<Record<LayerName, boolean>>;

export const layerTitles: Readonly<Record<LayerName, { readonly title: string; readonly hint: string }>> = {
  fan: { title: 'Fan', hint: 'Sampled actions, each at the place where it would move the tip, coloured by Q' },
  target: { title: 'Target', hint: 'The goal of the task and the radius within which it counts as reached' },
  trails: { title: 'Trails', hint: 'Where the tip has been in the last seconds' },
  limits: { title: 'Limits', hint: 'The workspace box: the supervisor keeps the tip inside it' },
};

export const defaultLayers: Layers = { fan: true, target: true, trails: false, limits: false };
