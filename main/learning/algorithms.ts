import { Failure } from '../../shared/contract/failure';
import type { AlgorithmName, LearnerSettings } from '../../shared/training';
import type { Algorithm } from './algorithm';
import type { ProblemSize } from './learner';
import { withNormaliser } from './normaliser';
import { sacAlgorithm } from './sac-program';
import { sacVAlgorithm } from './sac-v';
import { sqlAlgorithm } from './sql-program';

const makers: Readonly<Record<AlgorithmName, (size: ProblemSize, settings: LearnerSettings) => Algorithm>> = {
  sac: sacAlgorithm,
  'sac-v': sacVAlgorithm,
  sql: sqlAlgorithm,
};

/** The algorithm that the settings name, for problems of this size. A `Failure` names settings that do not go together. */
export function createAlgorithm(size: ProblemSize, settings: LearnerSettings): Algorithm {
  checkSettings(settings);
  const algorithm = made(size, settings);
  return { ...algorithm, program: { ...algorithm.program, half: () => halfOf(size, settings)?.program } };
}

function made(size: ProblemSize, settings: LearnerSettings): Algorithm {
  const algorithm = makers[settings.algorithm](size, settings);
  return settings.normaliseObservations ? withNormaliser(algorithm, size.observationSize) : algorithm;
}

/** All losses are means over the batch. The norm that clips a gradient is not, and dropout shares its draws within a batch. */
function halfOf(size: ProblemSize, settings: LearnerSettings): Algorithm | undefined {
  const { batchSize, gradientClip, dropout } = settings;
  if (batchSize % 2 !== 0 || gradientClip !== undefined || dropout > 0) return undefined;
  return made(size, { ...settings, batchSize: batchSize / 2 });
}

function checkSettings({ algorithm, logStdMin, logStdMax, criticCount, criticSubset, actorQ, dropout, actorEvery }: LearnerSettings): void {
  const refuse = (sentence: string): never => {
    throw new Failure('bad-argument', sentence);
  };
  if (logStdMin >= logStdMax) refuse(`logStdMin (${logStdMin}) must be below logStdMax (${logStdMax}).`);
  if (criticSubset !== undefined && criticSubset > criticCount) refuse(`criticSubset (${criticSubset}) must be at most criticCount (${criticCount}).`);
  if (algorithm === 'sac') return;
  const onlySac = { criticSubset: criticSubset !== undefined, actorQ: actorQ !== 'min', dropout: dropout > 0, actorEvery: actorEvery > 1 };
  for (const [name, used] of Object.entries(onlySac)) if (used) refuse(`The algorithm ${algorithm} has no ${name}; leave it out, or use the algorithm sac.`);
}
