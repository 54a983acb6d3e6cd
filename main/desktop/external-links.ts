import { parseUrl } from './page-address';

/** Sites whose pages the app may open in the operator's own browser, and why. */
const allowedHosts: Readonly<Record<string, string>> = {
  'arxiv.org': 'the papers that the lens and the presets cite',
  'mujoco.readthedocs.io': 'the manual of the physics engine',
  'github.com': 'the project itself and the arms that it drives',
};

/** The address in normal form if it may be opened outside, else undefined: https, a listed site, no credentials, no port. */
export function externalAddress(address: unknown): string | undefined {
  const url = parseUrl(address);
  if (url === undefined || url.protocol !== 'https:' || url.username !== '' || url.password !== '' || url.port !== '') return undefined;
  return Object.hasOwn(allowedHosts, url.hostname) ? url.href : undefined;
}
