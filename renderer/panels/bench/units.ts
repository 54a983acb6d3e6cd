const degreesPerRadian = 180 / Math.PI;

export function toDegrees(radians: number): number {
  return radians * degreesPerRadian;
}

export function toRadians(degrees: number): number {
  return degrees / degreesPerRadian;
}

/** One decimal, a true minus sign, and never "-0.0". */
export function formatDegrees(radians: number): string {
  const text = toDegrees(radians).toFixed(1);
  return text === '-0.0' ? '0.0' : text.replace('-', '\u2212');
}

/** "shoulder_pan" as a person writes it. */
export function jointTitle(name: string): string {
  return name.replaceAll(/[_-]+/g, ' ');
}
