export type SliderScale = 'linear' | 'logarithmic';

/** Steps of the native range input, which always runs 0 to this; fine enough for a track of a thousand pixels. */
export const sliderSteps = 1000;

/** Where a value lies on the track, 0 to 1. Values outside the range lie at its ends. */
export function valueToFraction(value: number, min: number, max: number, scale: SliderScale): number {
  if (max <= min) return 0;
  const fraction = scale === 'linear' ? (value - min) / (max - min) : Math.log(value / min) / Math.log(max / min);
  return Number.isFinite(fraction) ? Math.min(1, Math.max(0, fraction)) : 0;
}

/** The value at a place on the track, rounded to `step` where one is given. A logarithmic range needs 0 < min. */
export function fractionToValue(fraction: number, min: number, max: number, scale: SliderScale, step?: number): number {
  const value = scale === 'linear' ? min + fraction * (max - min) : min * (max / min) ** fraction;
  if (step === undefined) return value;
  // Rounding to decimals after rounding to steps keeps 0.1 + 0.2 from showing as 0.30000000000000004.
  return Number(Math.min(max, Math.max(min, Math.round(value / step) * step)).toPrecision(12));
}
