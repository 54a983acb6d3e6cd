import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { BrowserWindow, screen, shell } from 'electron';
import { guardNavigation } from './navigation';
import { pageUrl } from './page-address';
import { denyPermissions } from './permissions';
import { restoreWindowState, smallestWindow, type WindowState } from './window-state';

export interface MainWindowOptions {
  readonly preloadFile: string;
  /** Where the window's size and place are kept. */
  readonly stateFile: string;
  /** Called before the page loads: its first calls come before it is shown. */
  readonly onCreated: (window: BrowserWindow) => void;
}

/** Opens the app's one window: sandboxed, isolated, without permissions, and kept on our own page. */
export async function openMainWindow({ preloadFile, stateFile, onCreated }: MainWindowOptions): Promise<void> {
  const state = restoreWindowState(await readStored(stateFile), screen.getAllDisplays().map((display) => display.workArea));
  const { width, height, x, y } = state;
  const window = new BrowserWindow({
    width,
    height,
    ...(x === undefined || y === undefined ? {} : { x, y }),
    minWidth: smallestWindow.width,
    minHeight: smallestWindow.height,
    title: 'Tempera',
    show: false,
    backgroundColor: '#141414',
    webPreferences: { preload: preloadFile, sandbox: true, contextIsolation: true, nodeIntegration: false, webviewTag: false, spellcheck: false },
  });
  denyPermissions(window.webContents.session);
  guardNavigation(window.webContents, (address) => {
    shell.openExternal(address).catch((error: unknown) => console.error(`The link ${address} could not be opened: ${String(error)}`));
  });
  window.once('ready-to-show', () => {
    if (state.maximised) window.maximize();
    window.show();
  });
  window.on('close', () => {
    // Synchronous, because the app may end right after.
    try {
      writeFileSync(stateFile, JSON.stringify(stateOf(window)));
    } catch (error) {
      console.error(`The size of the window was not kept: ${String(error)}`);
    }
  });
  onCreated(window);
  await window.loadURL(pageUrl);
}

function stateOf(window: BrowserWindow): WindowState {
  return { version: 1, ...window.getNormalBounds(), maximised: window.isMaximized() };
}

async function readStored(stateFile: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(stateFile, 'utf8'));
  } catch (error) {
    // No file at the first start, or one cut off by a power loss: the window opens at its first size.
    if (error instanceof SyntaxError || (error instanceof Error && 'code' in error && error.code === 'ENOENT')) return undefined;
    throw error;
  }
}
