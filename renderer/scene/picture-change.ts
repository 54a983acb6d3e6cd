import type { WorkspaceBox } from '../../shared/arm';
import type { PoseFrame } from '../../shared/scene';
import type { Entrance, SceneContent } from './scene-extension';

/** Motions smaller than this (metres, or parts of a quaternion) cannot be seen: 0.02 mm. */
const visible = 2e-5;

/** Seconds of the arm's own time that may be glided over. */
const longestGlideS = 1;

/** Whether new content would look different. A resting arm is reported many times a second and needs no new picture. */
export function changesPicture(before: SceneContent | undefined, after: SceneContent): boolean {
  if (!before) return true;
  const { pose: poseBefore, ghost: ghostBefore, workspace: boxBefore, ...restBefore } = before;
  const { pose: poseAfter, ghost: ghostAfter, workspace: boxAfter, ...restAfter } = after;
  const keys = Object.keys(restAfter) as (keyof typeof restAfter)[];
  return keys.some((key) => restBefore[key] !== restAfter[key]) || changesPose(poseBefore, poseAfter) || changesPose(ghostBefore, ghostAfter) || changesBox(boxBefore, boxAfter);
}

/** Whether new content is glided to. Time that goes back or leaps is another episode: a glide would draw a motion that never was. */
export function entranceOf(before: SceneContent | undefined, after: SceneContent): Entrance {
  if (before !== undefined && before.pose === after.pose && before.ghost === after.ghost && before.lens === after.lens && before.scene === after.scene) return 'kept';
  const elapsedS = (after.pose?.timeS ?? Infinity) - (before?.pose?.timeS ?? -Infinity);
  return after.immediate || before?.scene?.id !== after.scene?.id || elapsedS < 0 || elapsedS > longestGlideS ? 'jump' : 'glide';
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
