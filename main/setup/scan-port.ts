import { servoKinds, type FoundServo, type ScanState, type ServoKind, type SetupRequest, type SetupState } from '../../shared/arm-setup';
import { Failure } from '../../shared/contract/failure';
import { greetBoard } from '../../firmware-bridge/board/greet-board';
import { ServoBus, defaultBusOptions } from '../../firmware-bridge/servo-bus';
import { readServoCalibration } from '../../firmware-bridge/servo-memory';
import { openCalibrationShelf } from '../control/serial/calibration-shelf';
import type { OpenLine } from '../control/serial/probe-bus';
import { servoArmProfiles } from '../control/serial/servo-arm-profile';
import { isUncalibrated } from '../control/serial/servo-handshake';
import { setupLatencyMs } from './arm-line';
import { surveyBus, type BusSurvey } from './bus-survey';
import type { Procedure, ProcedureTools } from './setup-tools';
import { Stage } from './stage';

/** Asking for a board comes first and takes this part of the time. */
const boardPart = 0.3;
/** A board restarts when its port is opened, and is back after a second or two. */
const boardPatience = { tries: 25, waitMs: 80 };

/** Asks at a port who is there, of every kind and at every speed, and says in plain words what is wrong. Changes nothing. */
export function scanPort({ path }: Extract<SetupRequest, { type: 'scan' }>, tools: ProcedureTools, publish: (state: SetupState) => void): Procedure {
  const stage = new Stage<ScanState>({ type: 'scan', phase: 'running', path, instruction: `Asking who is at ${path}.`, problems: [], actions: [], servos: [] }, publish);
  const actions = [
    { name: 'retry', label: 'Scan again' },
    { name: 'close', label: 'Close' },
  ] as const;

  async function scan(openLine: OpenLine): Promise<void> {
    const onProgress = (part: number): void => {
      stage.checkpoint();
      stage.show({ progress: boardPart + part * (1 - boardPart) });
    };
    const board = await boardAt(path, openLine);
    if (board !== undefined) {
      stage.end({ phase: 'done', instruction: `A Tempera board with firmware ${board.firmware} answers at ${path}.`, board, address: `board:${path}`, actions });
      return;
    }
    const survey = await surveyBus(path, { openLine, onProgress });
    const [kind] = servoKinds.filter((each) => survey.servos.some((servo) => servo.kind === each));
    if (kind === undefined) {
      stage.end({ phase: 'done', instruction: `Nobody answers at ${path}.`, problems: [silenceSentence(path, survey)], actions });
      return;
    }
    const joints = missingJoints(survey.servos, kind);
    const name = joints.complete ? await calibratedName(kind, openLine) : { problems: [] };
    const armName = 'armName' in name ? name.armName : undefined;
    stage.end({
      phase: 'done',
      instruction: `${survey.servos.length} servo${survey.servos.length === 1 ? '' : 's'} (${servoArmProfiles[kind].family.title}) answer${survey.servos.length === 1 ? 's' : ''} at ${path}${armName === undefined ? '' : `: the arm "${armName}"`}.`,
      servos: survey.servos,
      problems: [...survey.problems, ...joints.problems, ...name.problems],
      actions,
      ...(joints.complete ? { address: addressOf(path, kind, armName) } : {}),
      ...(armName === undefined ? {} : { armName }),
    });
  }

  /** Whose calibration the servos hold. */
  async function calibratedName(kind: ServoKind, openLine: OpenLine): Promise<{ readonly armName?: string; readonly problems: readonly string[] }> {
    const { family, joints } = servoArmProfiles[kind];
    const [baudRate = 1_000_000] = family.baudRates;
    const bus = new ServoBus(family.protocol, await openLine(path, baudRate), { ...defaultBusOptions, baudRate, latencyMs: setupLatencyMs });
    try {
      const held = await readServoCalibration(bus, family, joints);
      if (isUncalibrated(held)) return { problems: ['The arm is not calibrated: its servos have the ranges and offsets of the factory. Calibrate it.'] };
      const armName = await openCalibrationShelf(tools.calibrationFolder).nameOf(held, !family.appliesDriveMode);
      return armName === undefined ? { problems: ['The servos hold a calibration that is no arm’s of the library: calibrate the arm, or take it over with "Compare".'] } : { armName, problems: [] };
    } finally {
      await bus.close();
    }
  }

  return {
    stage,
    async run() {
      stage.work({ instruction: `Asking who is at ${path}.`, servos: [], progress: 0 });
      const practice = await tools.openPractice(path);
      try {
        await scan(practice?.openLine ?? tools.openLine);
      } finally {
        practice?.close();
      }
    },
  };
}

async function boardAt(path: string, openLine: OpenLine): Promise<{ readonly firmware: string } | undefined> {
  try {
    return { firmware: (await greetBoard(path, openLine, boardPatience)).firmware };
  } catch (thrown) {
    if (thrown instanceof Failure && thrown.code === 'link-lost') return undefined;
    throw thrown;
  }
}

function silenceSentence(path: string, { heardBytes }: BusSurvey): string {
  if (heardBytes) return `Something at ${path} sends bytes that no servo and no Tempera board would send: it is another device, or several servos answer at once to one id. Connect one servo alone and look again.`;
  return `Nothing came back at any speed (Feetech, Dynamixel, Tempera board). Check that the arm's own supply is on, as USB feeds no servo; that the cable leads from the adapter to the first servo; and that ${path} is the arm's port.`;
}

function missingJoints(servos: readonly FoundServo[], kind: ServoKind): { readonly complete: boolean; readonly problems: readonly string[] } {
  const { family, joints } = servoArmProfiles[kind];
  const own = servos.filter((servo) => servo.kind === kind);
  const missing = joints.filter(({ id }) => !own.some((servo) => servo.id === id));
  const slow = own.filter(({ baudRate }) => baudRate !== family.baudRates[0]);
  const problems = [
    ...(missing.length === 0 ? [] : [`${missing.map(({ name, id }) => `${name} (id ${id})`).join(', ')} ${missing.length === 1 ? 'does' : 'do'} not answer: check the cables, or give the motors their ids with "Set up motors".`]),
    ...(slow.length === 0 ? [] : [`${slow.map(({ joint, id, baudRate }) => `${joint ?? 'a servo'} (id ${id}) at ${baudRate} baud`).join(', ')}: an arm wants ${family.baudRates[0] ?? 0} baud for all. Set its motors up again.`]),
  ];
  return { complete: missing.length === 0 && slow.length === 0, problems };
}

function addressOf(path: string, kind: ServoKind, armName: string | undefined): string {
  if (path.startsWith('emulated-')) return path;
  return `${kind}:${path}${armName === undefined ? '' : `?arm=${armName}`}`;
}
