/** Where the episodes screen stands is part of the address: a run and, within it, an episode. */
export interface EpisodeAddress {
  readonly runId: string | undefined;
  readonly episodeId: string | undefined;
}

/** Reads "#/episodes/RUN/NUMBER"; either part may be missing. */
export function episodeAddress(hash: string): EpisodeAddress {
  const match = /^#\/episodes(?:\/([A-Za-z0-9][A-Za-z0-9._-]*))?(?:\/(\d{1,9}))?$/.exec(hash);
  const runId = match?.[1];
  const number = match?.[2];
  return { runId, episodeId: runId !== undefined && number !== undefined ? `${runId}/${number}` : undefined };
}

export function hashOfEpisode(runOrEpisodeId: string): string {
  return `#/episodes/${runOrEpisodeId}`;
}

/** Goes to the episodes screen with this episode open, or with this run in view. */
export function openEpisode(runOrEpisodeId: string): void {
  location.hash = hashOfEpisode(runOrEpisodeId);
}
