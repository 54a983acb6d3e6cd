import type { CallAnswer } from '../../shared/contract/bridge';
import type { TelemetrySink, TelemetrySubscription } from './telemetry-hub';

/** The lab as a host offers it to its windows. */
export interface LabService {
  /** Serves one call of the contract. Takes anything; never rejects: what fails comes back as a `FailureReport`. */
  answer(name: unknown, argument: unknown): Promise<CallAnswer>;
  subscribe(sink: TelemetrySink): TelemetrySubscription;
}
