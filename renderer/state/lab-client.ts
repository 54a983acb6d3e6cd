import type { Bridge } from '../../shared/contract/bridge';
import type { CallArgument, CallName, CallResult } from '../../shared/contract/calls';
import { failureReport, type FailureReport } from '../../shared/contract/failure';
import { mergeHistory } from './history';
import { withToast, type LabStore } from './lab-store';

export type CallParameters<Name extends CallName> = undefined extends CallArgument<Name> ? [] : [CallArgument<Name>];

export type Attempt<Result> = { readonly ok: true; readonly result: Result } | { readonly ok: false; readonly failure: FailureReport };

/** The calls of the contract as the screens make them: nothing throws. */
export interface LabClient {
  readonly store: LabStore;
  /** Calls the lab; a refusal is shown to the operator as a toast and gives `undefined`. */
  call<Name extends CallName>(name: Name, ...argument: CallParameters<Name>): Promise<CallResult<Name> | undefined>;
  /** Calls the lab; a refusal is given back for the caller to show in its own place. */
  attempt<Name extends CallName>(name: Name, ...argument: CallParameters<Name>): Promise<Attempt<CallResult<Name>>>;
  /** Holds the arm, whatever the window is doing. Sent again on every press; a stop is never taken back by it. */
  stop(): Promise<void>;
}

/** @param now milliseconds of a monotonic clock */
export function createLabClient(bridge: Bridge, store: LabStore, now: () => number): LabClient {
  async function attempt<Name extends CallName>(name: Name, ...argument: CallParameters<Name>): Promise<Attempt<CallResult<Name>>> {
    try {
      return { ok: true, result: await bridge.call(name, ...argument) };
    } catch (thrown) {
      return { ok: false, failure: failureReport(thrown) };
    }
  }

  return {
    store,
    attempt,
    async call(name, ...argument) {
      const answer = await attempt(name, ...argument);
      if (answer.ok) return answer.result;
      store.setState((state) => withToast(state, answer.failure.code === 'internal' ? 'error' : 'warning', answer.failure.message));
      return undefined;
    },
    async stop() {
      store.setState((state) => ({ stopSentMs: state.stopSentMs ?? now() }));
      const answer = await attempt('arm.stop');
      store.setState({ stopSentMs: undefined });
      if (answer.ok) return;
      const { code, message } = answer.failure;
      store.setState((state) => withToast(state, code === 'no-arm' ? 'information' : 'error', message));
    },
  };
}

/**
 * Reads the stored history of the run that the lab shows whenever that run changes, so that a window opened in the
 * middle of a training draws the whole curve.
 */
export function followRunHistory(client: LabClient): () => void {
  let wanted: string | undefined;
  return client.store.subscribe((state) => {
    const { runId } = state.history;
    if (runId === wanted) return;
    wanted = runId;
    if (runId !== undefined) void load(client, runId);
  });
}

async function load(client: LabClient, runId: string): Promise<void> {
  const [history, episodes] = await Promise.all([client.attempt('runs.history', { runId }), client.attempt('episodes.list', { runId })]);
  client.store.setState((state) => {
    if (!history.ok) return withToast(state, 'warning', history.failure.message);
    const stored = { runId, metrics: history.result.metrics, events: history.result.events, episodes: episodes.ok ? episodes.result : [] };
    return { history: mergeHistory(stored, state.history) };
  });
}
