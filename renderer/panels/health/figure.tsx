interface FigureProps {
  readonly label: string;
  readonly value: string;
  readonly unit: string;
  /** What is amiss with it. */
  readonly problem?: string | undefined;
  readonly title?: string | undefined;
}

/** A measured value, large, with what it is below it. */
export function Figure({ label, value, unit, problem, title }: FigureProps) {
  return (
    <div title={problem ?? title} data-problem={problem !== undefined || undefined}>
      <span className="number">
        {value} <small>{unit}</small>
      </span>
      <small>{label}</small>
    </div>
  );
}
