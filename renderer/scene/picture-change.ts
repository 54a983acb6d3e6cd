import type { WorkspaceBox } from '../../shared/arm';
import type { PoseFrame } from '../../shared/scene';
import type { SceneContent } from './scene-extension';

/** Motions smaller than this (metres, or parts of a quaternion) cannot be seen: 0.02 mm. */
const visible = 2e-5;

/** Whether new content would look different. A resting arm is reported many times a second and needs no new picture. */
export function changesPicture(before: SceneContent | undefined, after: SceneContent): boolean {
  if (!before) return true;
  const { pose: poseBefore, workspace: boxBefore, ...restBefore } = before;
  const { pose: poseAfter, workspace: boxAfter, ...restAfter } = after;
  const keys = Object.keys(restAfter) as (keyof typeof restAfter)[];
  return keys.some((key) => restBefore[key] !== restAfter[key]) || changesPose(poseBefore, poseAfter) || changesBox(boxBefore, boxAfter);
}

function changesPose(before: PoseFrame | undefined, after: PoseFrame | undefined): boolean {
  if (before === after) return false;
  if (!before || !after) return true;
  return (
    before.sceneId !== after.sceneId ||
    before.targetRadius !== after.targetRadius ||
    differ(before.bodies, after.bodies) ||
    differ(before.target, after.target) ||
    differ(before.tip, after.tip)
  );
}

function differ(before: Float32Array | undefined, after: Float32Array | undefined): boolean {
  if (before === after) return false;
  if (before?.length !== after?.length) return true;
  return after?.some((value, index) => Math.abs(value - (before?.[index] ?? NaN)) > visible) ?? false;
}

/** Every telemetry batch brings a new object with the same numbers. */
function changesBox(before: WorkspaceBox | undefined, after: WorkspaceBox | undefined): boolean {
  const corners = (box: WorkspaceBox | undefined) => [...(box?.minimum ?? []), ...(box?.maximum ?? [])].join();
  return before !== after && corners(before) !== corners(after);
}
