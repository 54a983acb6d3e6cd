import type { EpisodeSummary } from '../../shared/episodes';
import { mean } from '../../shared/maths/statistics';
import { isoObjectiveLine, returnAt } from '../../shared/maths/trade-off';
import { intervalOf, linearScale, type LinearScale } from './scale';

export interface PlaneFrame {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface PlanePoint {
  readonly episode: EpisodeSummary;
  readonly x: number;
  readonly y: number;
  /** 0 for the oldest, 1 for the newest. */
  readonly age: number;
}

export interface IsoLine {
  readonly from: readonly [x: number, y: number];
  readonly to: readonly [x: number, y: number];
  /** Centroid of the newest episodes, in pixels. */
  readonly centre: readonly [x: number, y: number];
}

export interface PlaneGeometry {
  readonly x: LinearScale;
  readonly y: LinearScale;
  readonly points: readonly PlanePoint[];
  readonly line?: IsoLine;
}

/** How many of the newest episodes stand for "now". */
export const newestCount = 20;

/**
 * Episodes on the plane of summed entropy (across, nats) and return (up), and through the centroid of the newest the
 * line on which return + alpha * entropy is constant: its slope is -alpha.
 */
export function planeGeometry(episodes: readonly EpisodeSummary[], alpha: number, frame: PlaneFrame): PlaneGeometry {
  const x = linearScale(intervalOf(episodes.map((episode) => episode.entropySum), 0.08), frame.left, frame.right);
  const y = linearScale(intervalOf(episodes.map((episode) => episode.episodeReturn), 0.1), frame.bottom, frame.top);
  const last = Math.max(1, episodes.length - 1);
  const points = episodes.map((episode, index) => ({
    episode,
    x: x.at(episode.entropySum),
    y: y.at(episode.episodeReturn),
    age: episodes.length === 1 ? 1 : index / last,
  }));
  const line = clippedLine(episodes, alpha, x, y);
  return { x, y, points, ...(line === undefined ? {} : { line }) };
}

/** The episode whose dot is nearest to a pixel, if one is within `reach` pixels; of equals, the newest. */
export function pointAt(points: readonly PlanePoint[], x: number, y: number, reach = 12): PlanePoint | undefined {
  let best: PlanePoint | undefined;
  let bestSquare = reach * reach;
  for (const point of points) {
    const square = (point.x - x) ** 2 + (point.y - y) ** 2;
    if (square <= bestSquare) {
      best = point;
      bestSquare = square;
    }
  }
  return best;
}

/** The part of the iso-objective line that lies inside the frame. */
function clippedLine(episodes: readonly EpisodeSummary[], alpha: number, x: LinearScale, y: LinearScale): IsoLine | undefined {
  const line = isoObjectiveLine(episodes, alpha, newestCount);
  if (line === undefined) return undefined;
  let from = x.domain.min;
  let to = x.domain.max;
  if (alpha > 0) {
    from = Math.max(from, (line.intercept - y.domain.max) / alpha);
    to = Math.min(to, (line.intercept - y.domain.min) / alpha);
  }
  if (!(from < to)) return undefined;
  const entropy = mean(episodes.slice(-newestCount).map((episode) => episode.entropySum));
  return {
    from: [x.at(from), y.at(returnAt(line, from))],
    to: [x.at(to), y.at(returnAt(line, to))],
    centre: [x.at(entropy), y.at(returnAt(line, entropy))],
  };
}
