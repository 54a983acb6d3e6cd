import type { ArmMode, ArmOwner, ArmStatus, StopReason } from '../../shared/arm';
import type { Bridge, ConnectionState } from '../../shared/contract/bridge';
import type { CallName } from '../../shared/contract/calls';
import { Failure } from '../../shared/contract/failure';
import { contractVersion, type LabSnapshot, type TelemetryBatch } from '../../shared/contract/frames';
import type { PoseFrame } from '../../shared/scene';
import type { RunState } from '../../shared/training';
import { syntheticArm, syntheticPose, syntheticScene } from './synthetic-arm';
import { syntheticSetups } from './synthetic-setup';
import { episodeSummary, episodeTracks, lensFrame, metricsRow, runId, settings, tasks, trainingStatus, wander } from './synthetic-training';

/** What the invented lab is doing when the page opens. */
export const syntheticSituations = ['empty', 'bench', 'training', 'stopped', 'released', 'lost', 'notices', 'support', 'sweep', 'check', 'motors', 'scan', 'flash'] as const;
export type SyntheticSituation = (typeof syntheticSituations)[number];

const periodMs = 50;

function isSetup(situation: SyntheticSituation): situation is keyof typeof syntheticSetups {
  return Object.hasOwn(syntheticSetups, situation);
}

/** The arguments that the invented lab looks at. */
interface SyntheticArgument {
  readonly positionRad?: readonly number[];
  readonly address?: string;
  readonly episodeId?: string;
  readonly stepIndex?: number;
}

/** An invented lab, for looking at the screens without a host. It is part of no build. */
export class SyntheticBridge implements Bridge {
  private readonly telemetry = new Set<(batch: TelemetryBatch) => void>();
  private readonly connection = new Set<(state: ConnectionState) => void>();
  private mode: ArmMode = 'disconnected';
  private owner: ArmOwner = 'nobody';
  private stop: StopReason | undefined;
  private run: RunState | undefined;
  private step = 0;
  private timeS = 0;
  private sequence = 0;
  private readonly positionRad = syntheticArm.joints.map(() => 0);
  private goalRad: readonly number[] = this.positionRad.map((_, index) => 0.2 * Math.sin(index));
  private readonly target = Float32Array.of(0.24, -0.1, 0.16);

  constructor(private readonly situation: SyntheticSituation) {
    if (situation !== 'empty' && !isSetup(situation)) this.mode = 'holding';
    if (situation === 'training' || situation === 'stopped' || situation === 'lost') {
      this.run = 'training';
      this.owner = 'training';
      this.mode = 'moving';
      this.step = 30_512;
    }
    if (situation === 'stopped') this.latch('load', 'The elbow flex servo carried 92 % of its torque for 2 s.', 'Free the elbow or lighten the gripper, then press Engage.', 'elbow_flex');
    if (situation === 'released') this.mode = 'released';
    setInterval(() => { this.tick(); }, periodMs);
  }

  readonly call: Bridge['call'] = async (name, ...argument) => {
    await new Promise((resolve) => setTimeout(resolve, 15));
    const result = this.answer(name, argument[0] === undefined ? {} : (argument[0] as SyntheticArgument));
    this.send({ lab: this.snapshot() });
    return result as never;
  };

  onTelemetry(listener: (batch: TelemetryBatch) => void) {
    this.telemetry.add(listener);
    setTimeout(() => { listener({ version: contractVersion, sequence: this.sequence++, lab: this.snapshot(), scene: syntheticScene, setup: isSetup(this.situation) ? syntheticSetups[this.situation] : { type: 'idle' } }); });
    return () => this.telemetry.delete(listener);
  }

  onConnection(listener: (state: ConnectionState) => void) {
    this.connection.add(listener);
    if (this.situation === 'lost') setTimeout(() => { listener({ type: 'lost', sentence: 'The lab has not answered for 7 s; trying again every 5 s. The arm is held by its own watchdog.' }); }, 400);
    return () => this.connection.delete(listener);
  }

  private answer(name: CallName, argument: SyntheticArgument): unknown {
    switch (name) {
      case 'lab.snapshot':
        return this.snapshot();
      case 'tasks.list':
        return tasks;
      case 'runs.list':
        return [trainingStatus(this.step, this.run ?? 'finished')];
      case 'runs.history':
        return { metrics: Array.from({ length: 300 }, (_, index) => metricsRow((index + 1) * 100)), events: [] };
      case 'episodes.list':
        return Array.from({ length: 400 }, (_, index) => episodeSummary(index + 1));
      case 'episodes.open':
        return { tracks: episodeTracks(episodeSummary(Number(argument.episodeId?.split('/')[1]))), scene: syntheticScene };
      case 'episodes.lens':
        return lensFrame(wander((argument.stepIndex ?? 0) * 0.05), this.target, argument.stepIndex ?? 0, 'replay');
      case 'ports.list':
        return [
          { path: '/dev/ttyACM0', manufacturer: '1a86', serialNumber: '5735016382', vendorId: '1a86', productId: '55d3', armName: 'left' },
          { path: '/dev/ttyUSB0', manufacturer: 'FTDI', vendorId: '0403', productId: '6001', problem: 'This account may not open it: run "sudo usermod -aG dialout $USER", then log in again.' },
        ];
      case 'arms.list':
        return [{ name: 'left', joints: syntheticArm.joints.map(({ name: joint }) => joint), calibratedAtMs: 1_772_500_000_000, adapterSerialNumbers: ['5735016382'] }];
      case 'setup.begin':
      case 'setup.act':
      case 'setup.abandon':
        return { type: 'idle' };
      case 'arm.scene':
        return syntheticScene;
      case 'lens.slice':
        return null;
      case 'training.start':
      case 'training.resumeRun':
      case 'training.pause':
      case 'training.continue':
      case 'training.finish':
      case 'training.label':
      case 'training.setTemperature':
        this.train(name);
        return trainingStatus(this.step, this.run ?? 'finished');
      default:
        this.moveArm(name, argument);
        return this.status();
    }
  }

  private train(name: CallName): void {
    this.run = name === 'training.pause' ? 'paused' : name === 'training.finish' ? 'finished' : 'training';
    this.owner = this.run === 'training' ? 'training' : 'nobody';
    this.mode = this.run === 'training' ? 'moving' : 'holding';
  }

  private moveArm(name: CallName, argument: SyntheticArgument): void {
    if (name === 'arm.jog' && this.mode !== 'holding' && this.mode !== 'moving') throw new Failure('stopped', 'A stop is latched: press Engage first.');
    if (name === 'arm.connect' && argument.address !== 'sim') throw new Failure('not-found', `No serial port has the path "${argument.address ?? ''}": plug the arm in, or choose the simulated arm.`);
    if (name === 'arm.connect') this.mode = 'holding';
    if (name === 'arm.disconnect') this.mode = 'disconnected';
    if (name === 'arm.release') this.mode = 'released';
    if (name === 'arm.stop') this.latch('operator', 'STOP was pressed.', 'Look at the arm, then press Engage to go on.');
    if (name === 'arm.engage') {
      this.mode = 'holding';
      this.stop = undefined;
    }
    if (name === 'arm.jog' && argument.positionRad) {
      this.goalRad = argument.positionRad;
      this.owner = 'jog';
      this.mode = 'moving';
    }
  }

  private latch(code: string, sentence: string, remedy: string, joint?: string): void {
    this.mode = 'stopped';
    this.owner = 'nobody';
    this.stop = { code, sentence, remedy, atMs: Date.now(), ...(joint === undefined ? {} : { joint }) };
    this.goalRad = [...this.positionRad];
    if (this.run === 'training') this.run = 'paused';
  }

  private tick(): void {
    if (this.situation === 'lost' && this.sequence > 30) return;
    this.timeS += periodMs / 1000;
    const training = this.run === 'training' && this.mode === 'moving';
    if (training) {
      this.goalRad = wander(this.timeS);
      this.step += 12;
    }
    let rest = true;
    for (const [index, goal] of this.goalRad.entries()) {
      const present = this.positionRad[index] ?? 0;
      this.positionRad[index] = present + Math.max(-0.06, Math.min(0.06, (goal - present) * 0.3));
      rest &&= Math.abs(goal - present) < 0.002;
    }
    if (this.owner === 'jog' && rest) {
      this.owner = 'nobody';
      this.mode = 'holding';
    }
    this.send({
      lab: this.snapshot(),
      ...(this.mode === 'disconnected' && !isSetup(this.situation) ? {} : { pose: this.pose() }),
      ...(training ? { lens: lensFrame(this.positionRad, this.target, Math.round(this.timeS * 20)) } : {}),
      ...(training && this.step % 240 < 12 ? { metrics: [metricsRow(this.step)] } : {}),
      ...(training && this.step % 60 < 12 ? { episodes: [episodeSummary(Math.floor(this.step / 60))] } : {}),
    });
  }

  private pose(): PoseFrame {
    const velocity = this.goalRad.map((goal, index) => (goal - (this.positionRad[index] ?? 0)) * 3);
    return {
      sceneId: syntheticScene.id,
      timeS: this.timeS,
      ...syntheticPose(this.positionRad),
      positionRad: Float32Array.from(this.positionRad),
      goalRad: Float32Array.from(this.goalRad),
      velocityRadS: Float32Array.from(velocity),
      load: Float32Array.of(0.04, 0.42, 0.31, 0.12, 0.01, -0.22),
      temperatureC: Float32Array.of(31, 38, 36, 33, 31, 34),
      ...(this.run === undefined ? {} : { target: this.target, targetRadius: 0.02 }),
    };
  }

  private status(): ArmStatus {
    if (this.mode === 'disconnected') return { mode: 'disconnected', owner: 'nobody', interventions: {} };
    return {
      mode: this.mode,
      owner: this.owner,
      description: syntheticArm,
      address: 'sim',
      ...(this.stop ? { stop: this.stop } : {}),
      interventions: { velocity: 128, acceleration: 41, 'ease-in': 3, workspace: 2 },
      control: { rateHz: 20, periodErrorP99Ms: 0.84 },
      workspace: { minimum: [-0.4, -0.4, 0.005], maximum: [0.4, 0.4, 0.5] },
    };
  }

  private snapshot(): LabSnapshot {
    return {
      contractVersion,
      productVersion: '0.1.0',
      host: 'browser',
      library: '/home/operator/Tempera',
      arm: this.status(),
      ...(this.run === undefined ? {} : { training: trainingStatus(this.step, this.run) }),
      notices:
        this.situation === 'notices'
          ? [
              { id: 1, level: 'warning', sentence: `Run ${runId} was cut off at step 12 500 of ${String(settings.steps)}: resume it from the Train screen.`, atMs: 0 },
              { id: 2, level: 'error', sentence: 'The learner ended with an error and was started again from its last checkpoint; the arm was held meanwhile.', atMs: 0 },
            ]
          : [],
    };
  }

  private send(content: Omit<TelemetryBatch, 'version' | 'sequence'>): void {
    const batch: TelemetryBatch = { version: contractVersion, sequence: this.sequence++, ...content };
    for (const listener of this.telemetry) listener(batch);
  }
}
