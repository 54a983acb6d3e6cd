/** Raises the speed limit from nothing to its full value over the first moments of every motion. */
export class EaseIn {
  private elapsedS = 0;

  constructor(private readonly durationS: number) {}

  /** The next motion begins slowly again. */
  restart(): void {
    this.elapsedS = 0;
  }

  get finished(): boolean {
    return this.elapsedS >= this.durationS;
  }

  /** The fraction of the speed limit that holds for the coming tick, above 0 and at most 1. */
  advance(periodS: number): number {
    this.elapsedS = Math.min(this.durationS, this.elapsedS + periodS);
    return this.durationS === 0 ? 1 : this.elapsedS / this.durationS;
  }
}
