import type { CallAnswer } from '../../shared/contract/bridge';
import { Failure } from '../../shared/contract/failure';
import { contractVersion } from '../../shared/contract/frames';

/** The result of a call, or the `Failure` that the lab answered with, thrown as one. */
export function callResult(answer: CallAnswer): unknown {
  if (answer.ok) return answer.result;
  throw new Failure(answer.failure.code, answer.failure.message);
}

/** What to tell the operator when the host speaks another version of the contract than this window; undefined when not. */
export function versionSentence(hostVersion: unknown): string | undefined {
  if (hostVersion === contractVersion) return undefined;
  return `This window speaks version ${contractVersion} of the lab's contract and the lab version ${String(hostVersion)}; reload the window.`;
}
