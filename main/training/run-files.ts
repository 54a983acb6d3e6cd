import path from 'node:path';
import type { MetricsRow, RunEvent } from '../../shared/training';
import { openJsonLines } from './json-lines';
import { eventsFile, metricsFile, saveRun } from './run-folder';
import type { RunRecord } from './run-record';

/** How often run.json follows a run that goes on. */
const saveEveryMs = 2000;

/** The files of a run that is being trained. */
export interface RunFiles {
  metrics(row: MetricsRow): void;
  event(event: RunEvent): void;
  /** Stores the record soon. */
  save(record: RunRecord): void;
  /** Stores the record now, with everything before it. Rejects with the first `Failure` of any writing. */
  flush(record: RunRecord): Promise<void>;
  /** The last record; nothing is written afterwards. */
  close(record: RunRecord): Promise<void>;
}

export async function openRunFiles(folder: string, nowMs: () => number, onFailure: (thrown: unknown) => void): Promise<RunFiles> {
  const metrics = await openJsonLines<MetricsRow>(path.join(folder, metricsFile));
  const events = await openJsonLines<RunEvent>(path.join(folder, eventsFile));
  let savedMs = nowMs();
  let saving: Promise<void> = Promise.resolve();

  function store(record: RunRecord): Promise<void> {
    savedMs = nowMs();
    const next = saving.then(() => saveRun(folder, { ...record, savedMs }));
    // A failure is told to whoever stored; the next record is tried all the same.
    saving = next.catch(() => undefined);
    return next;
  }

  return {
    metrics: (row) => metrics.append(row),
    event: (event) => events.append(event),
    save(record) {
      if (nowMs() - savedMs < saveEveryMs) return;
      Promise.all([store(record), metrics.flush(), events.flush()]).catch(onFailure);
    },
    async flush(record) {
      await store(record);
      await metrics.flush();
      await events.flush();
    },
    async close(record) {
      await store(record);
      await metrics.close();
      await events.close();
    },
  };
}
