import { describe, expect, it } from 'vitest';
import { migrateDocument, type Migrations } from './migrations';

const migrations: Migrations = [
  ({ name, ...rest }) => ({ ...rest, title: name }),
  (document) => ({ ...document, colour: 'ochre' }),
];

describe('migrating a stored document', () => {
  it.each([
    [{ version: 1, name: 'a' }, { version: 3, title: 'a', colour: 'ochre' }],
    [{ version: 2, title: 'b' }, { version: 3, title: 'b', colour: 'ochre' }],
    [{ version: 3, title: 'c', colour: 'grey' }, { version: 3, title: 'c', colour: 'grey' }],
  ])('brings %o up to the newest version', (stored, expected) => {
    expect(migrateDocument(stored, migrations, 'run.json')).toEqual(expected);
  });

  it('refuses a document of a newer program, and one without a version', () => {
    expect(() => migrateDocument({ version: 4 }, migrations, 'run.json')).toThrow('run.json is of version 4, but this Tempera reads up to 3');
    expect(() => migrateDocument({}, migrations, 'run.json')).toThrow('run.json has no version');
  });
});
