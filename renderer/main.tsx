import { openBridge } from './bridge/open-bridge';
import { startWindow } from './start-window';

startWindow(openBridge());
