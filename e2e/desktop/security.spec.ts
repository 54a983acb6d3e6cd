import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures/desktop-test';
import { Shell } from '../pages/shell';

/** Each tries to bring the window somewhere else, in the page's own world. */
const forbidden: readonly { readonly what: string; readonly attempt: (page: Page) => Promise<unknown> }[] = [
  { what: 'a click on a link to another site', attempt: (page) => clickLink(page, 'https://example.com/', '_self') },
  { what: 'a click on a link that opens a window', attempt: (page) => clickLink(page, 'https://example.com/', '_blank') },
  { what: 'a click on a link to a file', attempt: (page) => clickLink(page, 'file:///etc/hostname', '_self') },
  { what: 'a click on a link to another host of our scheme', attempt: (page) => clickLink(page, 'app://elsewhere/index.html', '_self') },
  { what: 'setting the location', attempt: (page) => page.evaluate(() => { location.href = 'https://example.com/'; }) },
  { what: 'setting the location to a data address', attempt: (page) => page.evaluate(() => { location.href = 'data:text/html,<h1>elsewhere</h1>'; }) },
  { what: 'window.open', attempt: (page) => page.evaluate(() => window.open('https://example.com/') === null) },
  { what: 'window.open without an address', attempt: (page) => page.evaluate(() => window.open('') === null) },
  { what: 'a form that is sent to another site', attempt: sendForm },
  { what: 'a frame with another page', attempt: addFrame },
  { what: 'a file that is dropped on the window', attempt: dropFile },
];

for (const { what, attempt } of forbidden) forbiddenTest(what, attempt);

function forbiddenTest(what: string, attempt: (page: Page) => Promise<unknown>): void {
  test(`stays on its page: ${what}`, async ({ app, window }) => {
    const before = window.url();
    await attempt(window);
    // A navigation is decided in the main process: what it answers after that, it answers to the page that is there then.
    const shell = new Shell(window);
    for (let turn = 0; turn < 3; turn += 1) {
      await shell.framesPass(5);
      await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);
    }
    // Asked without waiting for navigations: Playwright believes in one that was refused until it ends.
    const page = await window.evaluate(() => ({ address: location.href, stop: document.querySelector('[aria-keyshortcuts="Space"]') !== null }));
    expect(page).toEqual({ address: before, stop: true });
    expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((open) => open.webContents.getURL()))).toEqual([before]);
    for (const frame of window.frames().slice(1)) expect(await frame.evaluate(() => document.body.textContent)).toBe('');
  });
}

test('the page has no Node, no Electron and no more of the host than its three functions', async ({ window }) => {
  const reach = await window.evaluate(async () => {
    const world = globalThis as unknown as Record<string, unknown>;
    const api = world['temperaDesktop'] as { call(name: string, argument: unknown): Promise<{ readonly ok: boolean }> };
    return {
      found: ['require', 'process', 'module', 'Buffer', 'global', '__dirname', 'ipcRenderer', 'electron'].filter((name) => name in world),
      api: Object.keys(api),
      unknownCall: (await api.call('files.read', { path: '/etc/passwd' })).ok,
      badArgument: (await api.call('arm.jog', { positionRad: ['far'] })).ok,
    };
  });
  expect(reach).toEqual({ found: [], api: ['call', 'askTelemetry'], unknownCall: false, badArgument: false });
});

test('the window is sandboxed and isolated, and every page of it comes with its policy', async ({ app, window }) => {
  const settings = await app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as { getLastWebPreferences(): Readonly<Record<string, unknown>> };
    const { sandbox, contextIsolation, nodeIntegration, webviewTag, webSecurity } = contents.getLastWebPreferences();
    return { sandbox, contextIsolation, nodeIntegration, webviewTag, webSecurity };
  });
  expect(settings).toEqual({ sandbox: true, contextIsolation: true, nodeIntegration: false, webviewTag: false, webSecurity: true });
  const policy = await window.evaluate(async () => (await fetch('index.html')).headers.get('content-security-policy'));
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self'");
  const outside = await window.evaluate(async () => (await fetch('/..%2f..%2fpackage.json')).status);
  expect(outside).toBe(404);
});

test('every permission is denied', async ({ window }) => {
  const answers = await window.evaluate(async () => {
    const refused = async (ask: () => Promise<unknown>): Promise<boolean> => {
      try {
        await ask();
        return false;
      } catch {
        return true;
      }
    };
    const { serial, usb } = navigator as unknown as Readonly<Record<'serial' | 'usb', { requestPort?(): Promise<unknown>; requestDevice?(options: object): Promise<unknown> } | undefined>>;
    return {
      camera: await refused(() => navigator.mediaDevices.getUserMedia({ video: true })),
      clipboard: await refused(() => navigator.clipboard.readText()),
      location: await refused(() => new Promise((resolve, reject) => navigator.geolocation.getCurrentPosition(resolve, reject))),
      notifications: await Notification.requestPermission(),
      serial: await refused(async () => serial?.requestPort?.() ?? Promise.reject(new Error('absent'))),
      usb: await refused(async () => usb?.requestDevice?.({ filters: [] }) ?? Promise.reject(new Error('absent'))),
    };
  });
  expect(answers).toEqual({ camera: true, clipboard: true, location: true, notifications: 'denied', serial: true, usb: true });
});

async function clickLink(page: Page, href: string, target: string): Promise<void> {
  await page.evaluate(
    ([address, frame]) => {
      const link = document.createElement('a');
      Object.assign(link, { href: address, target: frame, textContent: 'elsewhere' });
      document.body.append(link);
      link.click();
      link.remove();
    },
    [href, target] as const,
  );
}

function sendForm(page: Page): Promise<void> {
  return page.evaluate(() => {
    const form = document.createElement('form');
    form.action = 'https://example.com/';
    document.body.append(form);
    form.submit();
    form.remove();
  });
}

function addFrame(page: Page): Promise<void> {
  return page.evaluate(() => {
    const frame = document.createElement('iframe');
    frame.src = 'https://example.com/';
    document.body.append(frame);
  });
}

/** As from the desktop's file manager: a page that does not care for it would show the file. */
async function dropFile(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: ['/etc/hostname'], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) await session.send('Input.dispatchDragEvent', { type, x: 400, y: 400, data });
}
