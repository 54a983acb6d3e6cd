import { Failure } from '../../shared/contract/failure';

/**
 * Which way each joint of a model turns when its angle grows, in words that follow "Move elbow_flex ...". Left and
 * right are those of somebody who stands behind the base and looks along the arm. A test asks the model itself.
 */
const directions: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'so-101': {
    shoulder_pan: 'to the right, so that the whole arm swings clockwise seen from above',
    shoulder_lift: 'forwards, so that the upper arm leans away from the base',
    elbow_flex: 'down, so that the forearm sinks towards the table',
    wrist_flex: 'down, so that the gripper nods towards the table',
    wrist_roll: 'anticlockwise, seen from behind along the gripper',
    gripper: 'open',
  },
};

export function growingDirection(model: string, joint: string): string {
  const words = directions[model]?.[joint];
  if (words === undefined) throw new Failure('unavailable', `Nobody has written down which way the joint ${joint} of "${model}" turns: this arm cannot be checked against its model.`);
  return words;
}
