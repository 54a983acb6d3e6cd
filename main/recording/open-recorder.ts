import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { EpisodeStep } from '../../shared/episodes';
import { createAppendFile, type AppendFile } from './append-file';
import { channelIds, episodeChannels } from './episode-channels';
import { episodeFileName, episodeLibrary, headerEntries, headerMetadata, summaryEntries, summaryMetadata } from './episode-format';
import { appendToEpisodeIndex, episodesFolder } from './episode-index';
import { createEpisodeTally } from './episode-summary';
import { createMcapEncoder } from './mcap-encoder';
import type { EpisodeHeader, EpisodeRecorder, OpenRecorder } from './recorder';
import { sceneUpdate, type Timestamp } from './scene-entities';
import { createStepMessages, type Emit } from './step-messages';

/** A chunk is written this long after its first message, so that a crash costs less than a second. */
const chunkMs = 500;
/** Or when it has grown to this size, as a fast simulation makes it. */
const chunkBytes = 64 * 1024;
/** The disk is asked to hold what was written at most this often: a fast simulation ends many episodes a second. */
const syncEveryMs = 1000;

/**
 * Records into the folder `episodes` of a run: 000001.mcap and so on, and a line in index.jsonl for each that ended.
 * `nowMs` is monotonic; it only spaces out the syncs.
 */
export function createOpenRecorder(runFolder: string, nowMs: () => number = () => performance.now()): OpenRecorder {
  const folder = episodesFolder(runFolder);
  let lastSyncMs = nowMs();
  let folderMade = false;

  function syncIsDue(): boolean {
    if (nowMs() - lastSyncMs < syncEveryMs) return false;
    lastSyncMs = nowMs();
    return true;
  }

  return async (header) => {
    if (!folderMade) await mkdir(folder, { recursive: true });
    folderMade = true;
    const file = await createAppendFile(join(folder, episodeFileName(header.number)));
    return createEpisodeRecorder(header, file, folder, syncIsDue);
  };
}

function createEpisodeRecorder(header: EpisodeHeader, file: AppendFile, folder: string, syncIsDue: () => boolean): EpisodeRecorder {
  const encoder = createMcapEncoder(episodeLibrary, episodeChannels, (bytes) => file.append(bytes));
  /** Absolute time of the messages that are being written, nanoseconds since the epoch. */
  let messageNs = 0n;
  const emit: Emit = (channelId, data) => encoder.message(channelId, tally.steps, messageNs, data);
  const messages = createStepMessages(header, emit);
  const tally = createEpisodeTally(header);
  const startNs = BigInt(Math.round(header.startedMs * 1000)) * 1000n;
  let timer: NodeJS.Timeout | undefined;
  let ended = false;

  function writeChunk(): void {
    clearTimeout(timer);
    timer = undefined;
    encoder.closeChunk();
  }

  function writeChunkInTime(): void {
    writeChunk();
    // A full disk is reported by `finish`, which settles the same file.
    if (syncIsDue()) file.settle(true).catch(() => undefined);
  }

  function refuseAfterEnd(): void {
    if (ended) throw new Error(`the recording of episode ${String(header.number)} has ended`);
  }

  /** Sets the time of the next messages. */
  function moment(timeS: number): Timestamp {
    messageNs = startNs + BigInt(Math.max(0, Math.round(timeS * 1e9)));
    return { sec: Number(messageNs / 1_000_000_000n), nsec: Number(messageNs % 1_000_000_000n) };
  }

  function written(): void {
    if (encoder.chunkBytes >= chunkBytes) writeChunk();
    else timer ??= setTimeout(writeChunkInTime, chunkMs);
  }

  encoder.metadata(headerMetadata, headerEntries(header));
  emit(channelIds.scene, new TextEncoder().encode(JSON.stringify(sceneUpdate(header.scene, moment(0)))));
  written();

  return {
    add(step) {
      refuseAfterEnd();
      requireShape(header, step);
      messages.step(step, moment(step.timeS));
      tally.add(step);
      written();
    },
    event(event) {
      refuseAfterEnd();
      messages.event(event, moment(event.timeS));
      written();
    },
    async finish(end, success) {
      refuseAfterEnd();
      ended = true;
      const summary = tally.summary(end, success);
      writeChunk();
      encoder.metadata(summaryMetadata, summaryEntries(summary));
      encoder.end();
      await file.close(syncIsDue());
      await appendToEpisodeIndex(folder, summary);
      return summary;
    },
  };
}

/** A step of another shape would make the whole file unreadable, so it is refused before it is written. */
function requireShape(header: EpisodeHeader, step: EpisodeStep): void {
  const actions = header.actionNames.length;
  const joints = step.positionRad.length;
  const right =
    step.observation.length === header.observationSize &&
    step.action.length === actions &&
    step.preTanhMean.length === actions &&
    step.logStd.length === actions &&
    (joints === 0 || joints === header.jointNames.length) &&
    step.velocityRadS.length === joints &&
    step.goalRad.length === joints &&
    step.bodies.length % 7 === 0;
  if (right) return;
  throw new Error(
    `a step of episode ${String(header.number)} does not fit its header: ${String(step.observation.length)} observations, ` +
      `${String(step.action.length)} actions, ${String(joints)} joints, ${String(step.bodies.length)} pose values`,
  );
}
