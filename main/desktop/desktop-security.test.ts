import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { externalAddress } from './external-links';
import { isTrustedSender } from './ipc-sender';
import { guardNavigation, type NavigationEvent } from './navigation';
import { isPageAddress, requestedPath } from './page-address';
import { denyPermissions } from './permissions';
import { servePage } from './serve-page';

describe('isPageAddress', () => {
  it.each([
    ['app://tempera/index.html', true],
    ['app://tempera/index.html#/train', true],
    ['app://tempera.evil/index.html', false],
    ['app://user:pass@tempera/index.html', false],
    ['app://tempera:80/index.html', false],
    ['file:///etc/passwd', false],
    ['https://tempera/index.html', false],
    ['javascript:alert(1)', false],
    ['about:blank', false],
    ['', false],
    [undefined, false],
    [{ href: 'app://tempera/' }, false],
  ])('%s: %s', (address, expected) => {
    expect(isPageAddress(address)).toBe(expected);
  });
});

describe('the page protocol', () => {
  it('answers GET of its one host alone', () => {
    expect(requestedPath({ method: 'GET', url: 'app://tempera/assets/a.js?x#y' })).toBe('/assets/a.js');
    expect(requestedPath({ method: 'POST', url: 'app://tempera/assets/a.js' })).toBeUndefined();
    expect(requestedPath({ method: 'GET', url: 'app://other/assets/a.js' })).toBeUndefined();
  });

  it('serves the page with its policy, and nothing beside its folder', async () => {
    const parent = await mkdtemp(path.join(os.tmpdir(), 'tempera-page-'));
    try {
      await writeFile(path.join(parent, 'secret.json'), '{}');
      const root = path.join(parent, 'page');
      await mkdir(root);
      await writeFile(path.join(root, 'index.html'), '<!doctype html>');
      const page = await servePage({ method: 'GET', url: 'app://tempera/' }, root);
      expect(page.status).toBe(200);
      expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(await page.text()).toBe('<!doctype html>');
      for (const url of ['app://tempera/..%2fsecret.json', 'app://tempera/%2e%2e/secret.json', 'app://tempera/../secret.json']) {
        expect((await servePage({ method: 'GET', url }, root)).status).toBe(404);
      }
    } finally {
      await rm(parent, { recursive: true });
    }
  });
});

describe('isTrustedSender', () => {
  const mainFrame = { url: 'app://tempera/index.html' };
  const own = { mainFrame };
  it('trusts the main frame of our own window on our own page, and nothing else', () => {
    expect(isTrustedSender({ sender: own, senderFrame: mainFrame }, own)).toBe(true);
    expect(isTrustedSender({ sender: own, senderFrame: { url: 'app://tempera/index.html' } }, own)).toBe(false);
    expect(isTrustedSender({ sender: { mainFrame }, senderFrame: mainFrame }, own)).toBe(false);
    expect(isTrustedSender({ sender: own, senderFrame: null }, own)).toBe(false);
    expect(isTrustedSender({ sender: undefined, senderFrame: mainFrame }, undefined)).toBe(false);
  });
  it('does not trust our window once it shows another page', () => {
    const elsewhere = { url: 'https://example.com/' };
    const lost = { mainFrame: elsewhere };
    expect(isTrustedSender({ sender: lost, senderFrame: elsewhere }, lost)).toBe(false);
  });
});

describe('externalAddress', () => {
  it.each([
    ['https://arxiv.org/abs/1812.05905', 'https://arxiv.org/abs/1812.05905'],
    ['http://arxiv.org/abs/1812.05905', undefined],
    ['https://arxiv.org.evil.com/', undefined],
    ['https://arxiv.org@evil.com/', undefined],
    ['https://arxiv.org:8443/', undefined],
    ['https://constructor/', undefined],
    ['file:///bin/sh', undefined],
    ['ms-settings:', undefined],
    [undefined, undefined],
  ])('%s: %s', (address, expected) => {
    expect(externalAddress(address)).toBe(expected);
  });

  it('lets nothing but https through, whatever the text', () => {
    fc.assert(fc.property(fc.oneof(fc.webUrl(), fc.string()), (text) => {
      expect(externalAddress(text)?.startsWith('https://') ?? true).toBe(true);
    }));
  });
});

describe('guardNavigation', () => {
  function guarded() {
    const listeners = new Map<string, (event: NavigationEvent) => void>();
    const opened: string[] = [];
    let windowOpen: (details: { readonly url: string }) => { readonly action: string } = () => expect.fail('no handler');
    guardNavigation(
      {
        on: (event: string, listener: (event: NavigationEvent) => void) => listeners.set(event, listener),
        setWindowOpenHandler: (handler) => { windowOpen = handler; },
      },
      (address) => void opened.push(address),
    );
    const isPrevented = (kind: string, url: string): boolean => {
      let prevented = false;
      listeners.get(kind)?.({ url, preventDefault: () => { prevented = true; } });
      return prevented;
    };
    return { isPrevented, opened, open: (url: string) => windowOpen({ url }) };
  }

  it.each(['will-navigate', 'will-redirect', 'will-frame-navigate'])('%s: stays on our page', (kind) => {
    const { isPrevented } = guarded();
    expect(isPrevented(kind, 'https://example.com/')).toBe(true);
    expect(isPrevented(kind, 'app://tempera-evil/index.html')).toBe(true);
    expect(isPrevented(kind, 'app://tempera/index.html')).toBe(false);
  });

  it('attaches no webview', () => {
    expect(guarded().isPrevented('will-attach-webview', '')).toBe(true);
  });

  it('opens no window, and outside only what is listed', () => {
    const { open, opened } = guarded();
    expect(open('https://example.com/')).toEqual({ action: 'deny' });
    expect(open('https://arxiv.org/abs/1801.01290')).toEqual({ action: 'deny' });
    expect(opened).toEqual(['https://arxiv.org/abs/1801.01290']);
  });
});

describe('denyPermissions', () => {
  it('denies requests, checks, devices and downloads', () => {
    const granted: boolean[] = [];
    let prevented = false;
    denyPermissions({
      setPermissionRequestHandler: (handler) => handler({}, 'serial', (value) => void granted.push(value)),
      setPermissionCheckHandler: (handler) => void granted.push(handler()),
      setDevicePermissionHandler: (handler) => void granted.push(handler()),
      on: (_event, listener) => listener({ preventDefault: () => { prevented = true; } }),
    });
    expect(granted).toEqual([false, false, false]);
    expect(prevented).toBe(true);
  });
});
