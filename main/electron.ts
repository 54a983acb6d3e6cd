import path from 'node:path';
import process from 'node:process';
import { app, dialog, ipcMain, Menu, MessageChannelMain, protocol, utilityProcess, type BrowserWindow } from 'electron';
import { failureReport } from '../shared/contract/failure';
import { createCrashPolicy } from './desktop/crash-policy';
import { channels } from './desktop/ipc-channels';
import { openMainWindow } from './desktop/main-window';
import { pageScheme } from './desktop/page-address';
import { closeOnQuit } from './desktop/quit';
import { servePage } from './desktop/serve-page';
import { createUtilityProcessLauncher } from './desktop/utility-process-launcher';
import { serveDesktopWindow } from './desktop/window-service';
import { systemClock } from './lab/clock';
import { openLab } from './lab/lab';
import { libraryFolder } from './lab/library-folder';

/** Entry of the desktop app. */

/** A training that is being checkpointed may take this long to end. */
const closeLimitMs = 20_000;

// Chromium cannot sandbox for root: whoever starts the app as root says --no-sandbox, and the two exclude each other.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
protocol.registerSchemesAsPrivileged([{ scheme: pageScheme, privileges: { standard: true, secure: true, supportFetchAPI: true } }]);
if (process.platform !== 'darwin') Menu.setApplicationMenu(null);

if (!app.requestSingleInstanceLock()) app.quit();
else app.whenReady().then(start).catch(giveUp);

async function start(): Promise<void> {
  const pageFolder = path.join(__dirname, '..', 'renderer');
  protocol.handle(pageScheme, (request) => servePage(request, pageFolder));

  const lab = await openLab({
    library: libraryFolder({ environment: process.env, homeFolder: app.getPath('home') }),
    launcher: createUtilityProcessLauncher(__dirname, (modulePath, options) => utilityProcess.fork(modulePath, [], options)),
    host: 'electron',
  });
  let window: BrowserWindow | undefined;
  closeOnQuit({ app, lab, clock: systemClock, limitMs: closeLimitMs, report: (sentence) => console.error(sentence) });

  serveDesktopWindow({
    lab,
    ipc: ipcMain,
    contents: () => window?.webContents,
    openPort: (nonce) => {
      const { port1, port2 } = new MessageChannelMain();
      window?.webContents.postMessage(channels.giveTelemetry, nonce, [port2]);
      return port1;
    },
  });

  const decide = createCrashPolicy(() => systemClock.now());
  app.on('web-contents-created', (_event, contents) => {
    contents.on('render-process-gone', (_gone, { reason }) => {
      const decision = decide(reason);
      if (decision === 'ignore') return;
      if (decision === 'give-up') {
        dialog.showErrorBox('Tempera', 'The window failed again and again. Tempera ends now: the arm is held and the training is saved.');
        app.quit();
        return;
      }
      lab.notify('window', 'warning', `The window failed (${reason}) and was loaded again; control and training went on.`);
      contents.reload();
    });
  });
  app.on('second-instance', () => {
    if (window?.isMinimized() === true) window.restore();
    window?.focus();
  });
  app.on('window-all-closed', () => app.quit());

  await openMainWindow({
    preloadFile: path.join(__dirname, 'preload.cjs'),
    stateFile: path.join(app.getPath('userData'), 'window.json'),
    onCreated: (created) => {
      window = created;
    },
  });
}

function giveUp(error: unknown): void {
  dialog.showErrorBox('Tempera', failureReport(error).message);
  app.exit(1);
}
