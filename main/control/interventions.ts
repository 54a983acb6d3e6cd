/** The limits that can change or refuse a command. */
export type Limit =
  | 'range'
  | 'velocity'
  | 'acceleration'
  | 'step'
  | 'lead'
  | 'ease-in'
  | 'workspace'
  | 'collision'
  | 'bad-request'
  | 'missing-reading';

/** How often each limit stepped in since the arm was connected. */
export class Interventions {
  private readonly counts = new Map<Limit, number>();

  count(limit: Limit): void {
    this.counts.set(limit, (this.counts.get(limit) ?? 0) + 1);
  }

  clear(): void {
    this.counts.clear();
  }

  record(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.counts);
  }
}
