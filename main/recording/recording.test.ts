import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EpisodeStep } from '../../shared/episodes';
import { createRandom } from '../../shared/maths/random';
import { episodeFile, listEpisodes, nextEpisodeNumber } from './list-episodes';
import { createOpenRecorder } from './open-recorder';
import { parseEpisode, readEpisode } from './read-episode';
import { sampleEvents, sampleHeader, sampleStep, sampleSteps } from './testing/sample-episode';

let runFolder: string;

beforeEach(async () => {
  runFolder = await mkdtemp(join(tmpdir(), 'tempera-recording-'));
});

afterEach(async () => {
  vi.useRealTimers();
  await rm(runFolder, { recursive: true });
});

async function record(steps: readonly EpisodeStep[], header = sampleHeader): Promise<string> {
  const recorder = await createOpenRecorder(runFolder)(header);
  for (const event of sampleEvents) recorder.event(event);
  for (const step of steps) recorder.add(step);
  await recorder.finish('truncated', true);
  return episodeFile(runFolder, header.number);
}

/** What single precision keeps of a step. */
function single(values: Iterable<number>): number[] {
  return [...Float32Array.from(values)];
}

describe('an episode that is recorded and read back', () => {
  it('has every field of every step', async () => {
    const steps = sampleSteps(4);
    const read = await readEpisode(await record(steps));
    expect(read.header).toEqual(sampleHeader);
    expect(read.steps).toHaveLength(4);
    read.steps.forEach((step, index) => {
      const written = steps[index];
      expect(step).toEqual({
        ...written,
        positionRad: Float64Array.from(single(written?.positionRad ?? [])),
        velocityRadS: Float64Array.from(single(written?.velocityRadS ?? [])),
        goalRad: Float64Array.from(single(written?.goalRad ?? [])),
      });
    });
    expect(read.tracks.events).toEqual(sampleEvents);
    expect(read.scene).toEqual(sampleHeader.scene);
  });

  it('lies in columns, one row a step', async () => {
    const steps = sampleSteps(3);
    const { tracks, configuration } = await readEpisode(await record(steps));
    expect(tracks.steps).toBe(3);
    expect([...tracks.timeS]).toEqual([0, 0.05, 0.1]);
    expect([...tracks.observation.subarray(5, 10)]).toEqual([...(steps[1]?.observation ?? [])]);
    expect([...tracks.preTanhMean.subarray(4)]).toEqual([...(steps[2]?.preTanhMean ?? [])]);
    expect([...tracks.bodies.subarray(14, 28)]).toEqual([...(steps[1]?.bodies ?? [])]);
    expect([...tracks.target.subarray(3, 6)]).toEqual([...(steps[1]?.target ?? [])]);
    expect([...tracks.reward]).toEqual(single(steps.map(({ reward }) => reward)));
    expect(tracks.jointNames).toEqual(sampleHeader.jointNames);
    expect(configuration[2]).toEqual(steps[2]?.configuration);
  });

  it('keeps any numbers, target or none, arm or none', async () => {
    const value = fc.float({ noDefaultInfinity: true, noNaN: true });
    const exact = fc.double({ noDefaultInfinity: true, noNaN: true });
    const list = (element: fc.Arbitrary<number>, length: number) => fc.array(element, { minLength: length, maxLength: length });
    const step = fc.record({
      observation: list(value, 5),
      configuration: fc.array(exact, { maxLength: 4 }),
      action: list(value, 2),
      bodies: list(value, 14),
      target: fc.option(list(value, 3), { nil: undefined }),
      arm: fc.option(list(value, 2), { nil: undefined }),
      logProb: exact,
      reward: exact,
      term: fc.string(),
    });
    let number = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 4 }), async (rows) => {
        number += 1;
        const steps = rows.map(({ observation, configuration, action, bodies, target, arm, logProb, reward, term }, index): EpisodeStep => {
          const joints = Float64Array.from(arm ?? []);
          return {
            timeS: index / 3,
            observation: Float32Array.from(observation),
            configuration: Float64Array.from(configuration),
            action: Float32Array.from(action),
            preTanhMean: Float32Array.from(action),
            logStd: Float32Array.from(action),
            logProb,
            policyVersion: index,
            alpha: 0.2,
            reward,
            rewardTerms: { [`term ${term}`]: reward },
            positionRad: joints,
            velocityRadS: joints,
            goalRad: joints,
            bodies: Float32Array.from(bodies),
            ...(target === undefined ? {} : { target: Float32Array.from(target) }),
          };
        });
        const read = await readEpisode(await record(steps, { ...sampleHeader, number }));
        // JSON knows no negative zero.
        const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value, (_, inner: unknown) => (ArrayBuffer.isView(inner) ? [...(inner as Float32Array)] : inner)));
        expect(plain(read.steps)).toEqual(plain(steps));
      }),
      { numRuns: 40 },
    );
  });

  it('says what is not a number, rather than inventing one', async () => {
    const [step] = sampleSteps(1);
    if (step === undefined) throw new Error('there is a sample step');
    const read = await readEpisode(await record([{ ...step, reward: Number.NaN, logProb: Number.POSITIVE_INFINITY }]));
    expect(read.tracks.reward[0]).toBeNaN();
    expect(read.tracks.logProb[0]).toBeNaN();
    expect(read.tracks.summary.episodeReturn).toBe(0);
  });

  it('is summed up alike by the recorder, the index and the file', async () => {
    const steps = sampleSteps(5);
    const file = await record(steps);
    const { summary } = (await readEpisode(file)).tracks;
    expect(summary).toMatchObject({ id: '0001-reach-sac/000012', length: 5, durationS: 0.25, success: true, end: 'truncated', alpha: 0.154, startStep: 4000 });
    expect(summary.episodeReturn).toBeCloseTo(steps.reduce((sum, { reward }) => sum + reward, 0), 12);
    expect(summary.entropySum).toBeCloseTo(-steps.reduce((sum, { logProb }) => sum + logProb, 0), 12);
    expect(await listEpisodes(runFolder)).toEqual([summary]);
  });

  it('gives the very bytes of the stored file of its format', async () => {
    const golden = await readFile(join(import.meta.dirname, 'golden', 'episode-1.mcap'));
    expect((await readFile(await record(sampleSteps(2)))).equals(golden)).toBe(true);
  });

  it('copies what it is given', async () => {
    const recorder = await createOpenRecorder(runFolder)(sampleHeader);
    const step = sampleStep(sampleHeader, 0, createRandom(1));
    const before = [...step.observation];
    recorder.add(step);
    step.observation.fill(99);
    await recorder.finish('terminated', false);
    expect([...(await readEpisode(episodeFile(runFolder, 12))).tracks.observation]).toEqual(before);
  });
});

describe('two recorders at once', () => {
  it('write two whole files', async () => {
    const open = createOpenRecorder(runFolder);
    const [first, second] = await Promise.all([open({ ...sampleHeader, number: 1 }), open({ ...sampleHeader, number: 2 })]);
    sampleSteps(6).forEach((step, index) => (index % 2 === 0 ? first : second).add(step));
    await Promise.all([first.finish('stopped', false), second.finish('terminated', true)]);
    expect((await listEpisodes(runFolder)).map(({ number, length, end }) => ({ number, length, end }))).toEqual([
      { number: 1, length: 3, end: 'stopped' },
      { number: 2, length: 3, end: 'terminated' },
    ]);
  });

  it('refuse to overwrite an episode', async () => {
    await record(sampleSteps(1));
    await expect(createOpenRecorder(runFolder)(sampleHeader)).rejects.toMatchObject({ code: 'busy', message: expect.stringContaining('000012.mcap') as string });
    expect(await nextEpisodeNumber(runFolder)).toBe(13);
  });
});

describe('while an episode is recorded', () => {
  it('its steps reach the file within a second, without its end', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const recorder = await createOpenRecorder(runFolder)(sampleHeader);
    for (const step of sampleSteps(3)) recorder.add(step);
    vi.advanceTimersByTime(1000);
    vi.useRealTimers();
    await vi.waitFor(async () => expect((await readEpisode(episodeFile(runFolder, 12))).tracks.steps).toBe(3));
    const [summary] = await listEpisodes(runFolder);
    expect(summary).toMatchObject({ end: 'cut-off', length: 3, durationS: expect.closeTo(0.15, 9) as number });
    await recorder.finish('terminated', false);
  });

  it('a step of another shape is refused and spoils nothing', async () => {
    const recorder = await createOpenRecorder(runFolder)(sampleHeader);
    const [good] = sampleSteps(1);
    if (good === undefined) throw new Error('there is a sample step');
    expect(() => recorder.add({ ...good, observation: new Float32Array(4) })).toThrow(/does not fit its header: 4 observations/);
    recorder.add(good);
    expect((await recorder.finish('terminated', false)).length).toBe(1);
    expect(() => recorder.add(good)).toThrow(/has ended/);
    await expect(recorder.finish('terminated', false)).rejects.toThrow(/has ended/);
  });
});

describe('a file that is cut off', () => {
  it('at every byte reads the steps before it, and nothing else', async () => {
    const whole = await readFile(await record(sampleSteps(2)));
    const full = parseEpisode(whole, 'whole').steps;
    let previous = -1;
    for (let length = 0; length < whole.length; length += 1) {
      const read = readPrefix(whole.subarray(0, length));
      const count = read?.steps.length ?? -1;
      // More bytes never lose a step: every step is there as soon as its last byte is.
      expect(count).toBeGreaterThanOrEqual(previous);
      expect(read?.steps ?? []).toEqual(full.slice(0, Math.max(0, count)));
      previous = count;
    }
    expect(previous).toBe(2);
  });

  it('keeps the whole steps of a chunk that is not whole', async () => {
    const whole = await readFile(await record(sampleSteps(40)));
    const lastStep = whole.lastIndexOf('"preTanhMean":[');
    expect(readPrefix(whole.subarray(0, lastStep))?.tracks.summary).toMatchObject({ length: 39, end: 'cut-off' });
  });

  it('or changed at any place is read or refused with a Failure', async () => {
    const whole = await readFile(await record(sampleSteps(3)));
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }), (changes) => {
        const changed = Uint8Array.from(whole);
        for (const [place, value] of changes) changed[place] = value;
        return (readPrefix(changed)?.steps.length ?? 0) <= 3;
      }),
      { numRuns: 300 },
    );
  });

  it('or is no recording at all is refused with a Failure', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => readPrefix(bytes) === undefined));
  });
});

/** Undefined when it is refused; anything but a `Failure` of a damaged or newer file fails the test. */
function readPrefix(bytes: Uint8Array) {
  try {
    return parseEpisode(bytes, 'prefix');
  } catch (thrown) {
    expect(thrown).toMatchObject({ name: 'Failure', code: expect.stringMatching(/^(damaged-file|unavailable)$/) as string });
    return undefined;
  }
}

describe('the list of a run', () => {
  it('is empty without episodes', async () => {
    expect(await listEpisodes(runFolder)).toEqual([]);
    expect(await nextEpisodeNumber(runFolder)).toBe(1);
  });

  it('reads from its file what the index lost, and leaves out what cannot be read', async () => {
    for (const number of [3, 1, 2]) await record(sampleSteps(2), { ...sampleHeader, number });
    const before = await listEpisodes(runFolder);
    const index = join(runFolder, 'episodes', 'index.jsonl');
    const text = await readFile(index, 'utf8');
    await writeFile(index, text.slice(0, text.length - 40));
    await record(sampleSteps(2), { ...sampleHeader, number: 4 });
    await writeFile(episodeFile(runFolder, 9), 'not an episode');
    const after = await listEpisodes(runFolder);
    expect(after.slice(0, 3)).toEqual(before);
    expect(after.map(({ number }) => number)).toEqual([1, 2, 3, 4]);
    expect(await nextEpisodeNumber(runFolder)).toBe(10);
  });

  it('leaves out episodes whose files are gone, and lines of another shape', async () => {
    await record(sampleSteps(1), { ...sampleHeader, number: 1 });
    const file = await record(sampleSteps(1), { ...sampleHeader, number: 2 });
    await rm(file);
    await appendFile(join(runFolder, 'episodes', 'index.jsonl'), '{"number":1}\nnull\n7\n');
    expect((await listEpisodes(runFolder)).map(({ number }) => number)).toEqual([1]);
    expect((await readdir(join(runFolder, 'episodes'))).sort()).toEqual(['000001.mcap', 'index.jsonl']);
  });

  it('says where an episode was looked for', async () => {
    await expect(readEpisode(episodeFile(runFolder, 5))).rejects.toMatchObject({ code: 'not-found', message: expect.stringContaining('000005.mcap') as string });
  });
});
