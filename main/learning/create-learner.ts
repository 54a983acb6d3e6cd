import { Failure } from '../../shared/contract/failure';
import { createRandom, restoreRandom, type RandomSource } from '../../shared/maths/random';
import type { TemperatureSetting } from '../../shared/training';
import { chooseExecutor } from '../compiler/choose-executor';
import type { Executor } from '../compiler/executor';
import type { Arrays } from '../compiler/program';
import { isWhole, type Algorithm } from './algorithm';
import { createAlgorithm } from './algorithms';
import type { Learner, LearnerOptions, LearnerState, NamedTensors, NetworkSnapshot, PolicySnapshot, UpdateMetrics } from './learner';
import { initialState, namedState, packedState, parseRandomState, partNames } from './learner-state';
import { normaliserName, normaliserPart, observe } from './normaliser';
import { named } from './parameters';
import { createReplayBuffer, type SampleTarget } from './replay-buffer';
import { logAlphaName } from './state-parts';
import { checkTemperature, temperatureOrDefault } from './temperature';

const temperatureSteps = 'counters/temperature';
const lastMetrics = 'metrics/';

export interface LearnerResources {
  readonly nowMs?: () => number;
  /** The built file of `compiler/lanes/lane-worker.ts`, for more than one thread (see `ExecutorSettings`). */
  readonly laneEntry?: string;
}

/**
 * A learner whose whole update is one program on the chosen executor. `Failure` with "bad-argument" for settings
 * that cannot work, "unavailable" for an executor that cannot start.
 */
export async function createLearner(options: LearnerOptions, { nowMs = () => performance.now(), laneEntry }: LearnerResources = {}): Promise<Learner> {
  const { size, settings, resume } = options;
  const temperature = resume?.state.temperature ?? temperatureOrDefault(settings, size.actionSize);
  checkTemperature(temperature, size.actionSize, settings.algorithm);
  const algorithm = createAlgorithm(size, settings);
  const executor = await chooseExecutor(algorithm.program, options.executor, { threads: options.threads, ...(laneEntry === undefined ? {} : { laneEntry }) }, nowMs);
  return new ProgramLearner(options, algorithm, executor, temperature);
}

class ProgramLearner implements Learner {
  private readonly buffer;
  private readonly random: RandomSource;
  private temperatureUpdates = 0;
  private alphaNow: number;
  /** The newest of each: a partial update renews only some. */
  private metrics: Partial<UpdateMetrics> = {};
  updates = 0;

  constructor(
    private readonly options: LearnerOptions,
    private readonly algorithm: Algorithm,
    private readonly runner: Executor,
    private setting: TemperatureSetting,
  ) {
    const { size, settings, seed, resume } = options;
    this.buffer = createReplayBuffer(size, settings);
    if (resume) {
      this.random = restoreRandom(parseRandomState(resume.state.random));
      this.updates = resume.state.updates;
      this.temperatureUpdates = resume.state.tensors[temperatureSteps]?.data[0] ?? 0;
      algorithm.metricNames.forEach((name) => {
        const value = resume.state.tensors[`${lastMetrics}${name}`]?.data[0];
        if (value !== undefined) this.metrics = { ...this.metrics, [name]: value };
      });
      runner.setState(packedState(algorithm.layouts, resume.state.tensors));
      if (resume.replay) this.buffer.add(resume.replay);
      this.alphaNow = this.alphaOfState();
    } else {
      const seeded = createRandom(seed);
      this.random = seeded.fork('updates');
      this.alphaNow = setting.mode === 'fixed' ? setting.alpha : settings.initialAlpha;
      runner.setState(initialState(algorithm, this.alphaNow, seeded.fork('networks')));
    }
  }

  get executor(): string {
    return this.runner.name;
  }

  get stored(): number {
    return this.buffer.stored;
  }

  get temperature(): TemperatureSetting {
    return this.setting;
  }

  get alpha(): number {
    return this.setting.mode === 'fixed' ? this.setting.alpha : this.alphaNow;
  }

  add(transitions: Parameters<Learner['add']>[0]): void {
    this.buffer.add(transitions);
    if (!(normaliserPart in this.algorithm.layouts)) return;
    const statistics = this.runner.getState([normaliserName]);
    observe(named(statistics, normaliserName), transitions.observation);
    this.runner.setState(statistics);
  }

  async update(): Promise<UpdateMetrics> {
    if (this.stored === 0) throw new Failure('bad-argument', 'There is nothing to learn from: add transitions before the first update.');
    const { inputs } = this.runner;
    // The names and widths of the program's inputs are those of the columns.
    this.buffer.sample(this.random, inputs as unknown as SampleTarget);
    for (const name of this.algorithm.normalInputs) this.random.fillNormal(named(inputs, name));
    for (const name of this.algorithm.uniformInputs) fillUniform(this.random, named(inputs, name));
    this.updates += 1;
    const whole = isWhole(this.algorithm, this.updates);
    this.temperatureUpdates += whole && this.setting.mode === 'auto' ? 1 : 0;
    this.writeControls(named(inputs, 'controls'));
    const { partial, metricNames } = this.algorithm;
    const outputs = await this.runner.step(whole ? undefined : partial?.variant);
    this.metrics = { ...this.metrics, ...finiteMetrics(whole ? metricNames : (partial?.metricNames ?? []), outputs, this.updates) };
    if (whole) this.alphaNow = this.alphaOfState();
    return { ...unknownMetrics, ...this.metrics, alpha: this.alpha };
  }

  setTemperature(setting: TemperatureSetting): void {
    checkTemperature(setting, this.options.size.actionSize, this.options.settings.algorithm);
    if (setting.mode === 'fixed') {
      this.runner.setState({ [logAlphaName]: Float32Array.of(Math.log(setting.alpha)) });
      this.alphaNow = setting.alpha;
    } else if (this.setting.mode === 'fixed') {
      // While the temperature was held its moments followed gradients that were not taken.
      this.runner.setState({ 'temperatureFirst/logAlpha': Float32Array.of(0), 'temperatureSecond/logAlpha': Float32Array.of(0) });
      this.temperatureUpdates = 0;
    }
    this.setting = setting;
  }

  policy(): PolicySnapshot {
    return { ...this.snapshotHead(), tensors: this.tensorsOf(this.algorithm.policyParts) };
  }

  networks(): NetworkSnapshot {
    return { ...this.snapshotHead(), alpha: this.alpha, tensors: this.tensorsOf(this.algorithm.networkParts) };
  }

  state(): LearnerState {
    return {
      tensors: { ...this.tensorsOf(Object.keys(this.algorithm.layouts)), [temperatureSteps]: scalar(this.temperatureUpdates), ...this.storedMetrics() },
      updates: this.updates,
      temperature: this.setting,
      random: this.random.state(),
    };
  }

  replay() {
    return this.buffer.contents();
  }

  close(): Promise<void> {
    return this.runner.close();
  }

  private alphaOfState(): number {
    return Math.exp(named(this.runner.getState([logAlphaName]), logAlphaName)[0] ?? Number.NaN);
  }

  private snapshotHead() {
    const { size, settings } = this.options;
    return { version: this.updates, size, logStdRange: [settings.logStdMin, settings.logStdMax] as const };
  }

  private tensorsOf(parts: readonly string[]): NamedTensors {
    const { layouts } = this.algorithm;
    return namedState(layouts, this.runner.getState(parts.flatMap((part) => partNames(layouts, part))), parts);
  }

  private storedMetrics(): NamedTensors {
    return Object.fromEntries(Object.entries(this.metrics).map(([name, value]) => [`${lastMetrics}${name}`, scalar(value)]));
  }

  private writeControls(controls: Float32Array): void {
    const values = this.algorithm.controls({ updates: this.updates, wholeUpdates: Math.ceil(this.updates / (this.algorithm.partial?.every ?? 1)), temperatureUpdates: this.temperatureUpdates, temperature: this.setting });
    this.algorithm.controlNames.forEach((name, index) => (controls[index] = named(values, name)));
  }
}

function fillUniform(random: RandomSource, target: Float32Array): void {
  for (let index = 0; index < target.length; index += 1) target[index] = random.uniform();
}

function scalar(value: number): NamedTensors[string] {
  return { shape: [1], data: Float32Array.of(value) };
}

/** What an algorithm does not measure, and what a learner that has gone on from an old checkpoint has not measured yet. */
const unknownMetrics = { criticLoss: Number.NaN, actorLoss: Number.NaN, entropy: Number.NaN, qMean: Number.NaN } as const;

/** Networks that have become NaN stay so: stop at once, before a policy of them moves anything. */
function finiteMetrics(names: Algorithm['metricNames'], outputs: Arrays, updates: number): Partial<UpdateMetrics> {
  return Object.fromEntries(
    names.map((name) => {
      const value = outputs[name]?.[0] ?? Number.NaN;
      if (Number.isFinite(value)) return [name, value];
      throw new Failure(
        'internal',
        `Update ${updates} gave ${name} = ${String(value)}: the networks have diverged. Go back to the last checkpoint, with a lower learning rate or smaller rewards.`,
      );
    }),
  );
}
