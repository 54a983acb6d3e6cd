import type { Unsubscribe } from '../../shared/contract/bridge';

/** Listeners of one kind of news. */
export class Emitter<News> {
  private readonly listeners = new Set<(news: News) => void>();

  listen(listener: (news: News) => void): Unsubscribe {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  emit(news: News): void {
    for (const listener of this.listeners) listener(news);
  }
}
