import { RoundPoints } from './round-points';
import type { SceneColours } from './scene-colours';
import type { FrameContext, SceneContent, SceneExtension } from './scene-extension';
import type { PoseFrame } from '../../shared/scene';

const capacity = 1000;
/** Poses that come seldom are joined by points this far apart, metres. */
const spacing = 0.004;
/** Seconds of the arm's own time until a point of the trail has faded. */
const fadeS = 6;

/** Where the tip has been: points that fade with the arm's own time. */
export class TipTrail implements SceneExtension {
  private readonly points = new RoundPoints(capacity, { diameter: 0.0036, smallestPixels: 2, opacity: 0.85 });
  readonly object = this.points.object;
  /** x, y, z, time of each point, newest last. */
  private trail: { readonly place: readonly [number, number, number]; readonly timeS: number }[] = [];
  private last: PoseFrame | undefined;

  update({ pose, layers }: SceneContent): void {
    this.object.visible = layers.trails;
    if (!pose?.tip || pose === this.last) return;
    const elapsedS = pose.timeS - (this.last?.timeS ?? pose.timeS);
    // Another scene or an episode's start: the tip was carried there, it did not travel.
    if (pose.sceneId !== this.last?.sceneId || elapsedS < 0 || elapsedS > 1) this.trail = [];
    this.last = pose;
    this.extend(pose.tip, pose.timeS);
    const oldest = pose.timeS - fadeS;
    const kept = this.trail.findIndex((point) => point.timeS >= oldest);
    this.trail.splice(0, Math.max(kept, this.trail.length - capacity, 0));
    this.write(pose.timeS);
  }

  prepare({ pixelsPerRadian }: FrameContext): void {
    this.points.setPixelsPerRadian(pixelsPerRadian);
  }

  recolour(colours: SceneColours): void {
    const [red = 1, green = 1, blue = 1] = colours.ochre.clone().convertLinearToSRGB().toArray();
    for (let index = 0; index < capacity; index++) this.points.tint.setXYZ(index, red, green, blue);
    this.points.show(this.trail.length);
  }

  dispose(): void {
    this.points.dispose();
  }

  private extend([x = 0, y = 0, z = 0]: Float32Array, timeS: number): void {
    const from = this.trail.at(-1) ?? { place: [x, y, z] as const, timeS };
    const [fromX, fromY, fromZ] = from.place;
    const points = Math.min(60, Math.max(1, Math.round(Math.hypot(x - fromX, y - fromY, z - fromZ) / spacing)));
    for (let point = 1; point <= points; point++) {
      const part = point / points;
      const place = [fromX + (x - fromX) * part, fromY + (y - fromY) * part, fromZ + (z - fromZ) * part] as const;
      this.trail.push({ place, timeS: from.timeS + (timeS - from.timeS) * part });
    }
  }

  private write(nowS: number): void {
    for (const [index, { place, timeS }] of this.trail.entries()) {
      this.points.position.setXYZ(index, ...place);
      this.points.weight.setX(index, (1 - (nowS - timeS) / fadeS) ** 1.5);
    }
    this.points.show(this.trail.length);
  }
}
