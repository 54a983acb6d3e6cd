import { Failure } from '../../../shared/contract/failure';
import { noFaults, type LineFaults } from '../../../firmware-bridge/line-faults';
import type { EmulatedArm } from './emulated-arm';

/** A fault that an emulated arm of bus servos can be given, and the end of all of them. Joints count from 0. */
export type FaultOrder =
  | { readonly type: 'line'; readonly faults: Partial<LineFaults> }
  | { readonly type: 'supply'; readonly part: number }
  | { readonly type: 'overload' | 'reset' | 'hold'; readonly joint: number }
  | { readonly type: 'turn'; readonly joint: number; readonly angleRad: number }
  | { readonly type: 'heat'; readonly joint: number; readonly celsius: number }
  | { readonly type: 'unplug' | 'mend' };

/** How orders are written, for the operator. */
export const faultOrderHelp = [
  'drop P        each reply is lost with probability P, 0 to 1',
  'damage P      one byte of each reply is changed with probability P',
  'noise P       a stray byte comes before each reply with probability P',
  'supply X      the supply of all servos is X times what it should be',
  'overload J    the servo of joint J (1 to 6, or its name) protects itself',
  'reset J       the supply of one servo fails for a moment',
  'hold J        something holds the joint where it is',
  'turn J R      a hand turns the joint to R radians and holds it there',
  'heat J C      the servo is at C degrees Celsius',
  'unplug        the cable is pulled',
  'mend          everything is as it should be again, and the cable is in',
] as const;

const lineFaults: Readonly<Record<string, keyof LineFaults>> = { drop: 'dropReply', damage: 'corruptReply', noise: 'noise' };

/** @throws Failure that names what is wrong with the order. */
export function parseFaultOrder(text: string, jointNames: readonly string[]): FaultOrder {
  const [word = '', first, second] = text.trim().split(/\s+/);
  const lineFault = lineFaults[word];
  if (lineFault !== undefined) return { type: 'line', faults: { [lineFault]: numberWithin(text, first, 0, 1) } };
  switch (word) {
    case 'supply':
      return { type: 'supply', part: numberWithin(text, first, 0, 3) };
    case 'overload':
    case 'reset':
    case 'hold':
      return { type: word, joint: jointOf(text, first, jointNames) };
    case 'turn':
      return { type: 'turn', joint: jointOf(text, first, jointNames), angleRad: numberWithin(text, second, -Math.PI, Math.PI) };
    case 'heat':
      return { type: 'heat', joint: jointOf(text, first, jointNames), celsius: numberWithin(text, second, -20, 150) };
    case 'unplug':
    case 'mend':
      return { type: word };
    default:
      throw new Failure('bad-argument', `There is no order "${text.trim()}". Orders are:\n  ${faultOrderHelp.join('\n  ')}`);
  }
}

/** Gives the arm a fault; the cable is whoever holds it: `pull` and `plug` do nothing where it is out, or in, already. */
export function giveFault(arm: EmulatedArm, order: FaultOrder, cable: { pull(): void; plug(): void }): void {
  switch (order.type) {
    case 'line':
      Object.assign(arm.lineFaults, order.faults);
      return;
    case 'supply':
      return arm.setSupply(order.part);
    case 'overload':
      return arm.servos[order.joint]?.overload();
    case 'reset':
      return arm.servos[order.joint]?.reset();
    case 'hold':
      return arm.joints[order.joint]?.hold(true);
    case 'turn':
      return arm.joints[order.joint]?.turnByHand(order.angleRad);
    case 'heat':
      return arm.joints[order.joint]?.heat(order.celsius);
    case 'unplug':
      return cable.pull();
    case 'mend':
      Object.assign(arm.lineFaults, noFaults);
      arm.setSupply(1);
      for (const joint of arm.joints) {
        joint.hold(false);
        joint.heat(mendedC);
      }
      cable.plug();
  }
}

/** A servo that has worked for a while. */
const mendedC = 30;

function numberWithin(text: string, word: string | undefined, least: number, most: number): number {
  const value = Number(word ?? '');
  if (word !== undefined && word !== '' && value >= least && value <= most) return value;
  throw new Failure('bad-argument', `"${text.trim()}" needs a number from ${least} to ${most}${word === undefined ? '' : `, not "${word}"`}.`);
}

function jointOf(text: string, word: string | undefined, names: readonly string[]): number {
  const named = names.indexOf(word ?? '');
  const joint = named >= 0 ? named : Number(word ?? '') - 1;
  if (Number.isInteger(joint) && joint >= 0 && joint < names.length) return joint;
  throw new Failure('bad-argument', `"${text.trim()}" needs a joint: 1 to ${names.length}, or one of ${names.join(', ')}.`);
}
