/** Names of the IPC channels between the desktop app's main process and its preload bundle. */
export const channels = {
  /** invoke(name, argument): a CallAnswer. */
  call: 'tempera:call',
  /** send(nonce): the page wants telemetry. */
  askTelemetry: 'tempera:ask-telemetry',
  /** postMessage(nonce, [port]): the page's end of the telemetry channel. */
  giveTelemetry: 'tempera:give-telemetry',
} as const;
