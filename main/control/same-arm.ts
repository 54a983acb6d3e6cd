import type { ArmDescription } from '../../shared/arm';
import { Failure } from '../../shared/contract/failure';

/**
 * Throws a `Failure` of code `unavailable` that names both when an arm is not the one that a run has trained on: what
 * the policy has learnt of one arm may push another into its stops.
 */
export function requireSameArm(expected: ArmDescription, found: ArmDescription): void {
  const difference = differenceOf(expected, found);
  if (difference === undefined) return;
  throw new Failure('unavailable', `The run has trained on ${expected.title}, and ${found.title} is another arm: ${difference}. Connect the first one, or finish the run.`);
}

function differenceOf(expected: ArmDescription, found: ArmDescription): string | undefined {
  const [kind, foundKind] = [kindOf(expected), kindOf(found)];
  if (kind !== foundKind) return `its kind is "${foundKind}", not "${kind}"`;
  if (expected.joints.length !== found.joints.length) return `it has ${found.joints.length} joints, not ${expected.joints.length}`;
  for (const [index, { name }] of expected.joints.entries()) {
    const foundName = found.joints[index]?.name;
    if (foundName !== name) return `its joint ${index + 1} is "${foundName}", not "${name}"`;
    const [servo, foundServo] = [expected.identity?.servos?.[index], found.identity?.servos?.[index]];
    if (servo !== foundServo) return `its ${name} is calibrated otherwise (${foundServo ?? 'not at all'}, not ${servo ?? 'not at all'})`;
  }
  return undefined;
}

/** Without an identity the title is one: it names no port then. */
function kindOf({ identity, title }: ArmDescription): string {
  return identity?.kind ?? title;
}
