import { constants } from 'node:fs';
import { access, readdir, readFile, stat } from 'node:fs/promises';
import process from 'node:process';
import type { PortDescription } from '../../shared/arm-setup';

/** What a serial adapter says of itself, as the `serialport` package lists it. */
export interface ListedPort {
  readonly path: string;
  readonly manufacturer?: string | undefined;
  readonly serialNumber?: string | undefined;
  readonly vendorId?: string | undefined;
  readonly productId?: string | undefined;
}

/** Names of USB serial adapters and boards in /dev on Linux and macOS, for systems without udev. */
const deviceNames = /^(ttyUSB\d+|ttyACM\d+|(tty|cu)\.(usbmodem|usbserial|wchusbserial|SLAB_USBtoUART).*)$/;

/** Serial ports that are plugged in, in the order of their paths, and what keeps this account from using each. */
export async function listPorts(): Promise<readonly PortDescription[]> {
  const listed = await listedBySystem();
  const ports = await Promise.all(listed.map(describe));
  return ports.sort((first, second) => first.path.localeCompare(second.path, 'en', { numeric: true }));
}

async function listedBySystem(): Promise<readonly ListedPort[]> {
  try {
    const { SerialPort } = await import('serialport');
    const ports = await SerialPort.list();
    // The ports of a board (/dev/ttyS0 and so on) are listed whether something is there or not.
    return process.platform === 'linux' ? ports.filter(({ path, vendorId }) => vendorId !== undefined || !/^\/dev\/ttyS\d+$/.test(path)) : ports;
  } catch (error) {
    // On Linux the ports are listed by udevadm, which small systems leave out.
    if (!(error instanceof Error) || !error.message.includes('udevadm')) throw error;
    const names = await readdir('/dev');
    return names.filter((name) => deviceNames.test(name)).map((name) => ({ path: `/dev/${name}` }));
  }
}

async function describe({ path, manufacturer, serialNumber, vendorId, productId }: ListedPort): Promise<PortDescription> {
  const problem = await accessProblem(path);
  return {
    path,
    ...(manufacturer === undefined ? {} : { manufacturer }),
    ...(serialNumber === undefined ? {} : { serialNumber }),
    ...(vendorId === undefined ? {} : { vendorId: vendorId.toLowerCase() }),
    ...(productId === undefined ? {} : { productId: productId.toLowerCase() }),
    ...(problem === undefined ? {} : { problem }),
  };
}

/** Why this account may not use a port, with the command that mends it; undefined when it may, or nobody can tell. */
async function accessProblem(path: string): Promise<string | undefined> {
  // Windows has no file behind a port whose rights could be asked.
  if (process.platform === 'win32') return undefined;
  try {
    await access(path, constants.R_OK | constants.W_OK);
    return undefined;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error) || error.code === 'ENOENT') return undefined;
    return permissionSentence(path, await groupOf(path));
  }
}

/** @param group the name of the group that owns the port, where it is known. */
export function permissionSentence(path: string, group: string | undefined): string {
  return `This account may not use ${path}. On Linux, join the group that owns it with: sudo usermod -aG ${group ?? 'dialout'} "$USER"; then log out and in again.`;
}

async function groupOf(path: string): Promise<string | undefined> {
  try {
    const { gid } = await stat(path);
    return groupName(await readFile('/etc/group', 'utf8'), gid);
  } catch (error) {
    // Without the list of groups the usual name is given.
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}

/** The name of a group in the text of /etc/group; undefined where it is not listed, or is root, which nobody should join. */
export function groupName(groups: string, gid: number): string | undefined {
  if (gid === 0) return undefined;
  const line = groups.split('\n').find((each) => each.split(':')[2] === String(gid));
  const name = line?.split(':')[0];
  return name === '' ? undefined : name;
}
