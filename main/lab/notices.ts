import type { Notice } from '../../shared/contract/frames';
import type { Clock } from './clock';

const noticeCapacity = 20;

/** Sentences that the operator should see. One subject has at most one: a newer notice replaces it. */
export class Notices {
  private readonly bySubject = new Map<string, Notice>();
  private nextId = 1;

  constructor(
    private readonly clock: Clock,
    private readonly onChange: () => void,
  ) {}

  /** Newest last. */
  list(): readonly Notice[] {
    return [...this.bySubject.values()];
  }

  raise(subject: string, level: Notice['level'], sentence: string): void {
    this.bySubject.delete(subject);
    this.bySubject.set(subject, { id: this.nextId, level, sentence, atMs: this.clock.now() });
    this.nextId += 1;
    const oldest = this.bySubject.keys().next();
    if (this.bySubject.size > noticeCapacity && oldest.done !== true) this.bySubject.delete(oldest.value);
    this.onChange();
  }

  /** The operator has read it. The same matter is told again when it comes up again. */
  dismiss(id: number): void {
    const read = [...this.bySubject].find(([, notice]) => notice.id === id);
    if (read !== undefined) this.settle(read[0]);
  }

  /** The matter is dealt with. */
  settle(subject: string): void {
    if (this.bySubject.delete(subject)) this.onChange();
  }
}
