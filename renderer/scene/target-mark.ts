import { BufferGeometry, Group, Line, LineBasicMaterial, Mesh, MeshBasicMaterial, RingGeometry, SphereGeometry, Vector3, type Camera } from 'three';
import type { SceneColours } from './scene-colours';
import type { SceneContent, SceneExtension } from './scene-extension';

/** Used where a task gives no radius, metres. */
const plainRadius = 0.02;

/** The goal: rings that face the camera, the outer one as large as the reach that counts, with a plumb line to the table. */
export class TargetMark implements SceneExtension {
  readonly object = new Group();
  private readonly rings = new Group();
  private readonly seen = new MeshBasicMaterial({ toneMapped: false });
  /** The same rings behind the arm: faint, so that the target is never lost. */
  private readonly hidden = new MeshBasicMaterial({ toneMapped: false, transparent: true, opacity: 0.28, depthTest: false });
  private readonly haze = new MeshBasicMaterial({ toneMapped: false, transparent: true, opacity: 0.1, depthWrite: false });
  private readonly ring = new RingGeometry(0.93, 1, 64);
  private readonly innerRing = new RingGeometry(0.54, 0.61, 48);
  private readonly dot = new SphereGeometry(0.16, 20, 14);
  private readonly ball = new SphereGeometry(0.93, 32, 20);
  private readonly plumb = new Line(new BufferGeometry().setFromPoints([new Vector3(), new Vector3(0, 0, -1)]), new LineBasicMaterial({ transparent: true, opacity: 0.5, toneMapped: false }));
  private readonly foot = new Mesh(new RingGeometry(0.35, 0.45, 32), this.hidden);

  constructor(private readonly camera: Camera) {
    for (const shape of [this.ring, this.innerRing, this.dot]) {
      const behind = new Mesh(shape, this.hidden);
      behind.renderOrder = 1;
      this.rings.add(new Mesh(shape, this.seen), behind);
    }
    this.object.add(this.rings, new Mesh(this.ball, this.haze), this.plumb, this.foot);
  }

  prepare(): void {
    this.rings.quaternion.copy(this.camera.quaternion);
  }

  update({ pose, layers }: SceneContent): void {
    const target = pose?.target;
    this.object.visible = layers.target && target !== undefined && target.length >= 3;
    if (!target) return;
    const [x = 0, y = 0, z = 0] = target;
    const radius = pose.targetRadius ?? plainRadius;
    this.object.position.set(x, y, z);
    this.object.scale.setScalar(radius);
    this.plumb.scale.setScalar(z / radius);
    this.foot.position.set(0, 0, (0.0006 - z) / radius);
    this.plumb.visible = this.foot.visible = z > 0;
  }

  recolour(colours: SceneColours): void {
    for (const material of [this.seen, this.hidden, this.haze, this.plumb.material]) material.color.copy(colours.vermilion);
  }

  dispose(): void {
    for (const part of [this.ring, this.innerRing, this.dot, this.ball, this.plumb.geometry, this.foot.geometry]) part.dispose();
    for (const material of [this.seen, this.hidden, this.haze, this.plumb.material]) material.dispose();
  }
}
