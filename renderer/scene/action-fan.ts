import { ConeGeometry, CylinderGeometry, Group, Mesh, MeshBasicMaterial, Vector3 } from 'three';
import type { LensFrame } from '../../shared/lens';
import { robustRange, withinRange, writeViridis } from './q-colours';
import { RoundPoints } from './round-points';
import type { SceneColours } from './scene-colours';
import type { FrameContext, SceneContent, SceneExtension } from './scene-extension';

const capacity = 2048;
const up = new Vector3(0, 1, 0);

/** Head of the arrow, metres. */
const head = { length: 0.012, radius: 0.005 } as const;

/** The sampled actions as a cloud coloured by Q, and an arrow from the tip to where the mean action would bring it. */
export class ActionFan implements SceneExtension {
  readonly object = new Group();
  private readonly points = new RoundPoints(capacity, { diameter: 0.0045, smallestPixels: 2.5, opacity: 0.9 });
  private readonly material = new MeshBasicMaterial({ depthTest: false, transparent: true, toneMapped: false });
  private readonly shaft = new Mesh(new CylinderGeometry(0.0016, 0.0016, 1, 10).translate(0, 0.5, 0), this.material);
  private readonly head = new Mesh(new ConeGeometry(head.radius, head.length, 18).translate(0, -head.length / 2, 0), this.material);
  private drawn: LensFrame | undefined;

  constructor() {
    // The arrow is the message: it is drawn over arm and cloud.
    this.shaft.renderOrder = 3;
    this.head.renderOrder = 3;
    this.points.object.renderOrder = 2;
    this.object.add(this.points.object, this.shaft, this.head);
  }

  update({ lens, layers }: SceneContent): void {
    this.object.visible = layers.fan && lens !== undefined;
    if (!lens || lens === this.drawn) return;
    this.drawn = lens;
    const { q, points, origin, meanPoint } = lens.fan;
    const count = Math.min(q.length, capacity);
    const range = robustRange(q);
    const tints = this.points.tint.array as Float32Array;
    for (let index = 0; index < count; index++) writeViridis(withinRange(q[index] ?? NaN, range), tints, index * 3);
    this.points.position.array.set(points.subarray(0, count * 3));
    (this.points.weight.array as Float32Array).fill(1, 0, count);
    this.points.show(count);
    this.placeArrow(new Vector3(...origin), new Vector3(...meanPoint));
  }

  prepare({ pixelsPerRadian }: FrameContext): boolean {
    this.points.setPixelsPerRadian(pixelsPerRadian);
    return false;
  }

  recolour(colours: SceneColours): void {
    this.material.color.copy(colours.ink);
  }

  dispose(): void {
    this.points.dispose();
    this.shaft.geometry.dispose();
    this.head.geometry.dispose();
    this.material.dispose();
  }

  private placeArrow(from: Vector3, to: Vector3): void {
    const direction = to.clone().sub(from);
    const length = direction.length();
    // A mean action of no motion has no direction to point in.
    this.shaft.visible = this.head.visible = length > 1e-4;
    if (!this.shaft.visible) return;
    direction.divideScalar(length);
    this.head.scale.setScalar(Math.min(1, length / (head.length * 1.6)));
    this.shaft.position.copy(from);
    this.shaft.quaternion.setFromUnitVectors(up, direction);
    this.shaft.scale.set(1, length - head.length * this.head.scale.x * 0.8, 1);
    this.head.position.copy(to);
    this.head.quaternion.copy(this.shaft.quaternion);
  }
}
