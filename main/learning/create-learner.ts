import { Failure } from '../../shared/contract/failure';
import { createRandom, restoreRandom, type RandomSource } from '../../shared/maths/random';
import type { SacSettings, TemperatureSetting } from '../../shared/training';
import { chooseExecutor } from '../compiler/choose-executor';
import type { Executor } from '../compiler/executor';
import { adamStepSize } from './adam';
import type { Learner, LearnerOptions, LearnerState, NamedTensors, NetworkSnapshot, PolicySnapshot, UpdateMetrics } from './learner';
import { initialState, namedState, packedState, parseRandomState, partNames } from './learner-state';
import { named } from './parameters';
import { createReplayBuffer, type SampleTarget } from './replay-buffer';
import type { SacProblem } from './sac';
import { controlNames, metricNames, sacProgram, stateParts, type StatePart } from './sac-program';
import { checkTemperature, temperatureOrDefault } from './temperature';

const temperatureSteps = 'counters/temperature';

/**
 * A SAC learner whose whole update is one program on the chosen executor. `Failure` with "bad-argument" for settings
 * that cannot work, "unavailable" for an executor that cannot start.
 */
export async function createLearner(options: LearnerOptions, nowMs: () => number = () => performance.now()): Promise<Learner> {
  const { size, settings, resume } = options;
  const temperature = resume?.state.temperature ?? temperatureOrDefault(settings.temperature, size.actionSize);
  checkTemperature(temperature, size.actionSize);
  if (settings.logStdMin >= settings.logStdMax) {
    throw new Failure('bad-argument', `logStdMin (${settings.logStdMin}) must be below logStdMax (${settings.logStdMax}).`);
  }
  const program = sacProgram(size, settings);
  const executor = await chooseExecutor(program, options.executor, { threads: options.threads }, nowMs);
  const learner = new SacLearner(options, program.problem, executor, temperature);
  if (resume?.replay) learner.add(resume.replay);
  return learner;
}

class SacLearner implements Learner {
  private readonly buffer;
  private readonly random: RandomSource;
  private temperatureUpdates = 0;
  private alphaNow: number;
  updates = 0;

  constructor(
    private readonly options: LearnerOptions,
    private readonly problem: SacProblem,
    private readonly runner: Executor,
    private setting: TemperatureSetting,
  ) {
    const { size, settings, seed, resume } = options;
    this.buffer = createReplayBuffer(size, settings.bufferCapacity);
    if (resume) {
      this.random = restoreRandom(parseRandomState(resume.state.random));
      this.updates = resume.state.updates;
      this.temperatureUpdates = resume.state.tensors[temperatureSteps]?.data[0] ?? 0;
      runner.setState(packedState(problem, resume.state.tensors));
      this.alphaNow = Math.exp(runner.getState(['temperature/logAlpha'])['temperature/logAlpha']?.[0] ?? 0);
    } else {
      const seeded = createRandom(seed);
      this.random = seeded.fork('updates');
      this.alphaNow = setting.mode === 'fixed' ? setting.alpha : settings.initialAlpha;
      runner.setState(initialState(problem, this.alphaNow, seeded.fork('networks')));
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
  }

  async update(): Promise<UpdateMetrics> {
    if (this.stored === 0) throw new Failure('bad-argument', 'There is nothing to learn from: add transitions before the first update.');
    const { inputs } = this.runner;
    // The names and widths of the program's inputs are those of the columns.
    this.buffer.sample(this.random, inputs as unknown as SampleTarget);
    this.random.fillNormal(named(inputs, 'nextNoise'));
    this.random.fillNormal(named(inputs, 'noise'));
    this.updates += 1;
    this.temperatureUpdates += this.setting.mode === 'auto' ? 1 : 0;
    writeControls(named(inputs, 'controls'), this.options.settings, this.setting, this.updates, this.temperatureUpdates);
    const { metrics } = await this.runner.step();
    const values = finiteMetrics(metrics, this.updates);
    this.alphaNow = values.alpha;
    return { ...values, alpha: this.alpha };
  }

  setTemperature(setting: TemperatureSetting): void {
    checkTemperature(setting, this.options.size.actionSize);
    if (setting.mode === 'fixed') {
      this.runner.setState({ 'temperature/logAlpha': Float32Array.of(Math.log(setting.alpha)) });
      this.alphaNow = setting.alpha;
    } else if (this.setting.mode === 'fixed') {
      // While the temperature was held its moments followed gradients that were not taken.
      this.runner.setState({ 'temperatureFirst/logAlpha': Float32Array.of(0), 'temperatureSecond/logAlpha': Float32Array.of(0) });
      this.temperatureUpdates = 0;
    }
    this.setting = setting;
  }

  policy(): PolicySnapshot {
    return { ...this.snapshotHead(), tensors: this.tensorsOf(['actor']) };
  }

  networks(): NetworkSnapshot {
    return { ...this.snapshotHead(), alpha: this.alpha, tensors: this.tensorsOf(['actor', 'critics']) };
  }

  state(): LearnerState {
    return {
      tensors: { ...this.tensorsOf(stateParts), [temperatureSteps]: { shape: [1], data: Float32Array.of(this.temperatureUpdates) } },
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

  private snapshotHead() {
    return { version: this.updates, size: this.options.size, logStdRange: this.problem.logStdRange };
  }

  private tensorsOf(parts: readonly StatePart[]): NamedTensors {
    return namedState(this.problem, this.runner.getState(parts.flatMap((part) => partNames(this.problem, part))), parts);
  }
}

function writeControls(controls: Float32Array, settings: SacSettings, setting: TemperatureSetting, updates: number, temperatureUpdates: number): void {
  const critic = adamStepSize(settings.criticLearningRate, updates);
  const actor = adamStepSize(settings.actorLearningRate, updates);
  const temperature = setting.mode === 'auto' ? adamStepSize(settings.temperatureLearningRate, temperatureUpdates) : { rate: 0, epsilon: 1 };
  const values: Readonly<Record<(typeof controlNames)[number], number>> = {
    criticRate: critic.rate,
    criticEpsilon: critic.epsilon,
    actorRate: actor.rate,
    actorEpsilon: actor.epsilon,
    temperatureRate: temperature.rate,
    temperatureEpsilon: temperature.epsilon,
    targetEntropy: setting.mode === 'auto' ? setting.targetEntropy : 0,
  };
  controlNames.forEach((name, index) => (controls[index] = values[name]));
}

/** Networks that have become NaN stay so: stop at once, before a policy of them moves anything. */
function finiteMetrics(metrics: Float32Array | undefined, updates: number): UpdateMetrics {
  const values = Object.fromEntries(metricNames.map((name, index) => [name, metrics?.[index] ?? Number.NaN])) as unknown as UpdateMetrics;
  for (const name of metricNames) {
    if (Number.isFinite(values[name])) continue;
    throw new Failure('internal', `Update ${updates} gave ${name} = ${values[name]}: the networks have diverged. Go back to the last checkpoint, with a lower learning rate or smaller rewards.`);
  }
  return values;
}
