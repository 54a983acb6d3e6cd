import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/**
 * One sentence for something that a schema refused: the place, the value and what is allowed.
 *
 * @param subject what was parsed, at the head of the sentence
 * @param whole how the value as a whole is called
 */
export function issueSentence(subject: string, issue: Issue, value: unknown, whole: string): string {
  const place = issue.path.length === 0 ? whole : pathWords(issue.path);
  const found = issue.path.reduce<unknown>((inner, key) => (isRecord(inner) ? inner[key] : undefined), value);
  if (issue.code === 'unrecognized_keys') {
    return `${subject}: ${place} has ${issue.keys.map(quoted).join(', ')}, which ${issue.keys.length === 1 ? 'is' : 'are'} not known there; leave ${issue.keys.length === 1 ? 'it' : 'them'} out.`;
  }
  if (found === undefined && issue.code !== 'custom') return `${subject}: ${place} is missing; it must be ${allowed(issue)}.`;
  const says = issue.code === 'custom' || (issue.code === 'invalid_format' && issue.format === 'regex');
  if (says && !issue.message.startsWith('Invalid')) {
    return `${subject}: ${place} ${quoted(found)} ${issue.message}.`;
  }
  return `${subject}: ${place} is ${quoted(found)}; it must be ${allowed(issue)}.`;
}

/** "reward[2].weight". */
function pathWords(path: readonly PropertyKey[]): string {
  return path.map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index === 0 ? '' : '.'}${String(key)}`)).join('');
}

function allowed(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return typeNames[issue.expected] ?? `of type ${issue.expected}`;
    case 'too_small':
      return `${sizeOf(issue.origin)}${issue.inclusive === false ? 'greater than' : 'at least'} ${issue.minimum}`;
    case 'too_big':
      return `${sizeOf(issue.origin)}${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}`;
    case 'invalid_value':
      return issue.values.length === 1 ? quoted(issue.values[0]) : `one of ${issue.values.map(quoted).join(', ')}`;
    case 'invalid_format':
      return `a ${issue.format} string`;
    case 'not_multiple_of':
      return `a multiple of ${issue.divisor}`;
    case 'invalid_union':
      return 'options' in issue && issue.options !== undefined ? `one of ${issue.options.map(quoted).join(', ')}` : 'of one of the documented forms';
    case 'unrecognized_keys':
    case 'invalid_key':
    case 'invalid_element':
    case 'custom':
      return issue.message;
  }
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a finite number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  undefined: 'left out',
};

function sizeOf(origin: string): string {
  if (origin === 'string') return 'text whose length is ';
  return origin === 'array' ? 'a list whose length is ' : '';
}

/** The value as JSON, shortened to fit into a sentence. */
export function quoted(value: unknown): string {
  if (typeof value === 'number' || value === undefined) return String(value);
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}

function isRecord(value: unknown): value is Record<PropertyKey, unknown> {
  return typeof value === 'object' && value !== null;
}
