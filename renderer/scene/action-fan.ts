import { ConeGeometry, CylinderGeometry, Group, Mesh, MeshBasicMaterial, Vector3 } from 'three';
import type { LensFrame } from '../../shared/lens';
import { interpolate } from './interpolate-poses';
import { robustRange, withinRange, writeViridis } from './q-colours';
import { RoundPoints } from './round-points';
import type { SceneColours } from './scene-colours';
import type { Entrance, FrameContext, SceneContent, SceneExtension } from './scene-extension';

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
  private shown: LensFrame | undefined;
  /** Points of the fan, then the tip, then where the mean action would bring it: 3 numbers each. */
  private from = new Float32Array(0);
  private to = new Float32Array(0);
  private drawn = new Float32Array(0);

  constructor() {
    // The arrow is the message: it is drawn over arm and cloud.
    this.shaft.renderOrder = 3;
    this.head.renderOrder = 3;
    this.points.object.renderOrder = 2;
    this.object.add(this.points.object, this.shaft, this.head);
  }

  update({ lens, layers }: SceneContent, entrance: Entrance): void {
    const appears = !this.object.visible;
    // A world that names no tip has a lens without points.
    this.object.visible = layers.fan && lens !== undefined && lens.fan.points.length > 0;
    if (!lens || (entrance === 'kept' && lens === this.shown)) return;
    if (lens !== this.shown) this.colour(lens);
    const { q, points, origin, meanPoint } = lens.fan;
    const count = Math.min(q.length, capacity);
    const to = new Float32Array(3 * count + 6);
    to.set(points.subarray(0, 3 * count));
    to.set(origin, 3 * count);
    to.set(meanPoint, 3 * count + 3);
    // Every lens draws its actions with the same noise: the n-th point of two frames is the same wish, changed.
    const jumps = entrance !== 'glide' || appears || this.drawn.length !== to.length;
    this.from = jumps ? to : this.drawn.slice();
    this.to = to;
    if (this.drawn.length !== to.length) this.drawn = to.slice();
    this.shown = lens;
  }

  prepare({ fraction, pixelsPerRadian }: FrameContext): void {
    this.points.setPixelsPerRadian(pixelsPerRadian);
    if (this.to.length === 0) return;
    interpolate(this.from, this.to, fraction, this.drawn);
    const end = this.drawn.length - 6;
    this.points.position.array.set(this.drawn.subarray(0, end));
    this.points.show(end / 3);
    this.placeArrow(new Vector3(...this.drawn.subarray(end, end + 3)), new Vector3(...this.drawn.subarray(end + 3)));
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

  private colour({ fan: { q } }: LensFrame): void {
    const count = Math.min(q.length, capacity);
    const range = robustRange(q);
    const tints = this.points.tint.array as Float32Array;
    for (let index = 0; index < count; index++) writeViridis(withinRange(q[index] ?? NaN, range), tints, index * 3);
    (this.points.weight.array as Float32Array).fill(1, 0, count);
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
