import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pageFilePath } from './page-files';

const root = path.resolve('/srv/page');

describe('pageFilePath', () => {
  it.each([
    ['/', '/srv/page/index.html'],
    ['/index.html', '/srv/page/index.html'],
    ['/assets/app-1b2c.js', '/srv/page/assets/app-1b2c.js'],
    ['/assets/a%20b.css', '/srv/page/assets/a b.css'],
  ])('finds %s', (pathname, expected) => {
    expect(pageFilePath(root, pathname)).toBe(path.resolve(expected));
  });

  it.each([
    ['/../page-evil/app.js'],
    ['/..%2fpage-evil/app.js'],
    ['/%2e%2e/page-evil/app.js'],
    ['/%2e%2e%2f%2e%2e%2fetc/passwd.json'],
    ['/assets/../../secret.json'],
    ['/..\\..\\secret.json'],
    ['/%5c..%5csecret.json'],
    ['/app.js%00.png'],
    ['/%ff.js'],
    ['/.env.json'],
    ['/assets/.git/config.json'],
    ['/c:/windows/win.json'],
    ['/app.cjs'],
    ['/app'],
    ['app.js'],
    [undefined],
    [['/app.js']],
  ])('refuses %s', (pathname) => {
    expect(pageFilePath(root, pathname)).toBeUndefined();
  });

  it('never leaves the folder, whatever is asked', () => {
    const piece = fc.constantFrom('/', '..', '.', '%2e', '%2f', '%5c', '\\', 'a', 'page', '.js', '%00', '%25', ':');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const file = pageFilePath(root, `/${pieces.join('')}`);
        if (file !== undefined) expect(file.startsWith(root + path.sep)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
