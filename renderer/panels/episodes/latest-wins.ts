/** Asks for one thing at a time and, of everything asked meanwhile, only for the newest. */
export interface LatestWins<Question> {
  ask(question: Question): void;
  /** Nothing is asked or told any more. */
  close(): void;
}

/** Runs `callback` after `delayMs` and returns how to give up on it. */
export type Delay = (callback: () => void, delayMs: number) => () => void;

/**
 * A question waits until `delayMs` have passed without a newer one, and until the answer that is under way has come;
 * then the newest alone is asked. `answer` must not reject.
 */
export function createLatestWins<Question, Answer>(options: {
  readonly answer: (question: Question) => Promise<Answer>;
  readonly tell: (answer: Answer, question: Question) => void;
  readonly delay: Delay;
  readonly delayMs: number;
}): LatestWins<Question> {
  let waiting: { readonly question: Question } | undefined;
  let underWay = false;
  let cancel: (() => void) | undefined;
  let closed = false;

  const start = async (): Promise<void> => {
    cancel = undefined;
    if (underWay || waiting === undefined || closed) return;
    const { question } = waiting;
    waiting = undefined;
    underWay = true;
    const answer = await options.answer(question);
    underWay = false;
    if (closed) return;
    options.tell(answer, question);
    if (cancel === undefined) void start();
  };

  return {
    ask(question) {
      waiting = { question };
      cancel?.();
      cancel = options.delay(() => void start(), options.delayMs);
    },
    close() {
      closed = true;
      cancel?.();
    },
  };
}
