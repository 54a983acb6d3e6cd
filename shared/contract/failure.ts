/** Expected failures: a code for programs and sentences for a person. Anything else that is thrown is a bug. */

export const failureCodes = [
  'bad-argument',
  'not-found',
  'busy',
  'stopped',
  'no-arm',
  'link-lost',
  'damaged-file',
  'unavailable',
  'unauthorised',
  'internal',
] as const;
export type FailureCode = (typeof failureCodes)[number];

export interface FailureReport {
  readonly code: FailureCode;
  /** Names the value that was wrong and what to do. */
  readonly message: string;
}

/** Throw this for what an operator can cause or mend. Its message is shown as it is. */
export class Failure extends Error {
  override readonly name = 'Failure';

  constructor(
    readonly code: FailureCode,
    message: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
  }

  report(): FailureReport {
    return { code: this.code, message: this.message };
  }
}

/** What a person may be told of anything that was thrown: never a stack trace. */
export function failureReport(thrown: unknown): FailureReport {
  if (thrown instanceof Failure) return thrown.report();
  const detail = thrown instanceof Error ? thrown.message : String(thrown);
  return { code: 'internal', message: `Tempera met an error of its own: ${detail}. Please report it with the log.` };
}
