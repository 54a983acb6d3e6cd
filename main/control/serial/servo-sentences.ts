/** What may be wrong with the servos of an arm, in words for the operator. */

export interface SupplyReading {
  readonly name: string;
  readonly volts: number;
  /** What the servo is set to take. */
  readonly minV: number;
  readonly maxV: number;
}

/** Undefined when the supply is within what the servo takes. */
export function supplyProblem({ name, volts, minV, maxV }: SupplyReading): string | undefined {
  if (volts >= minV && volts <= maxV) return undefined;
  return `The supply at ${name} is ${volts.toFixed(1)} V; its servo is set to take ${minV.toFixed(1)} to ${maxV.toFixed(1)} V. Check the supply: a 7.4 V servo on 12 V is damaged, a 12 V servo on 7.4 V has no force.`;
}

/** Undefined when all have the same version. */
export function firmwareProblem(servos: readonly { readonly name: string; readonly version: string }[]): string | undefined {
  if (new Set(servos.map(({ version }) => version)).size <= 1) return undefined;
  return `The servos have unequal firmware (${servos.map(({ name, version }) => `${name} ${version}`).join(', ')}): they may behave differently until they are updated to one version.`;
}

export function modelProblem(name: string, model: number, models: ReadonlyMap<number, string>): string | undefined {
  if (models.has(model)) return undefined;
  return `${name} says that its model is ${model}; Tempera knows ${[...models].map(([number, title]) => `${number} (${title})`).join(', ')}.`;
}
