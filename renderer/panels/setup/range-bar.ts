import type { CalibratedJoint } from '../../../shared/arm-setup';

/** Ticks of a whole turn of a servo. */
export const turnTicks = 4096;

/** Where a joint's sweep and its position lie on a bar of one turn, in percent of its width. */
export interface RangeBar {
  readonly from: number;
  readonly to: number;
  readonly position: number | undefined;
}

export function rangeBar({ minTicks, maxTicks, positionTicks }: Pick<CalibratedJoint, 'minTicks' | 'maxTicks' | 'positionTicks'>): RangeBar {
  const place = (ticks: number): number => Math.min(100, Math.max(0, (100 * ticks) / turnTicks));
  const position = positionTicks === undefined ? undefined : place(positionTicks);
  return { from: place(minTicks ?? positionTicks ?? 0), to: place(maxTicks ?? positionTicks ?? 0), position };
}

/** How much of the model's range was swept, 0 to 1 or a little above; undefined before there are angles. */
export function sweptShare({ minRad, maxRad, modelMinRad, modelMaxRad }: Pick<CalibratedJoint, 'minRad' | 'maxRad' | 'modelMinRad' | 'modelMaxRad'>): number | undefined {
  if (minRad === undefined || maxRad === undefined) return undefined;
  return (maxRad - minRad) / (modelMaxRad - modelMinRad);
}
