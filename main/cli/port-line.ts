import type { PortDescription } from '../../shared/arm-setup';

/** One line for a port: its path, what its adapter says of itself, and what is wrong with it. */
export function portLine({ path, manufacturer, serialNumber, vendorId, productId, problem, armName }: PortDescription): string {
  const identity = vendorId === undefined ? undefined : `${vendorId}:${productId ?? '????'}`;
  const said = [armName === undefined ? undefined : `arm "${armName}"`, manufacturer, identity, serialNumber === undefined ? undefined : `serial number ${serialNumber}`].filter((part) => part !== undefined);
  return `${path}${said.length === 0 ? '' : `  ${said.join(', ')}`}${problem === undefined ? '' : `\n  ${problem}`}`;
}
