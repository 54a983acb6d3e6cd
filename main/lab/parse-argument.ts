import type { z } from 'zod';
import { Failure } from '../../shared/contract/failure';
import { issueSentence, quoted } from '../../shared/contract/issue-sentence';

/**
 * Parses what came over a boundary. What does not fit becomes one `Failure` of code `bad-argument` whose sentence
 * names the place, the value and what is allowed.
 *
 * @param subject what was called, for example "training.start"
 */
export function parseArgument<Schema extends z.ZodType>(subject: string, schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  if (issue === undefined) throw new Failure('bad-argument', `${subject} was given ${quoted(value)}, which it does not take.`);
  throw new Failure('bad-argument', issueSentence(subject, issue, value, 'the argument'));
}
