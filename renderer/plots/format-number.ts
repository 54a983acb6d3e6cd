const minus = '\u2212';

/** A number with a true minus sign and a fixed count of decimals, for tabular figures. */
export function formatFixed(value: number, decimals: number): string {
  const text = Math.abs(value).toFixed(decimals);
  const negative = value < 0 && Number(text) !== 0;
  return (negative ? minus : '') + groupThousands(text);
}

/** About `digits` significant figures, without exponents between 1e-4 and 1e6. */
export function formatSignificant(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return '–';
  if (value === 0) return '0';
  const magnitude = Math.floor(Math.log10(Math.abs(value)));
  if (magnitude < -4 || magnitude >= 6) {
    return value.toExponential(Math.max(0, digits - 1)).replaceAll('-', minus).replace('e+', 'e');
  }
  return formatFixed(value, Math.max(0, digits - 1 - magnitude));
}

export function formatCount(value: number): string {
  return formatFixed(Math.round(value), 0);
}

/** 42 s, 3:07, 1:02:40: a time that an operator waits for. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '–';
  const whole = Math.max(0, Math.round(seconds));
  const two = (value: number): string => String(value).padStart(2, '0');
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)}:${two(whole % 60)} min`;
  return `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)} h`;
}

export function formatPercent(fraction: number): string {
  return `${formatFixed(fraction * 100, 0)} %`;
}

/** A name of a joint or an action as it is read: "shoulder pan" of shoulder_pan. */
export function spokenName(name: string): string {
  return name.replaceAll('_', ' ');
}

/** A thin space between groups of three in front of the point, from five digits on. */
function groupThousands(text: string): string {
  const [whole = '', decimals] = text.split('.');
  const grouped = whole.length > 4 ? whole.replaceAll(/\B(?=(\d{3})+$)/g, '\u202f') : whole;
  return decimals === undefined ? grouped : `${grouped}.${decimals}`;
}
