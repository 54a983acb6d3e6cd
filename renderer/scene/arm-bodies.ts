import { Color, Group, Mesh, MeshStandardMaterial, type BufferGeometry } from 'three';
import type { SceneBody, SceneDescription } from '../../shared/scene';
import { createShape, threeQuaternion } from './mujoco-geometry';
import { PoseGlide, poseStride } from './pose-glide';
import type { FrameContext, SceneContent, SceneExtension } from './scene-extension';

/** The bodies of the world: one group per body, moved by the pose frames. */
export class ArmBodies implements SceneExtension {
  readonly object = new Group();
  private description: SceneDescription | undefined;
  private readonly glide = new PoseGlide();
  private drawn = new Float32Array(0);
  private shown: Float32Array | undefined;
  private timeS = 0;
  private disposables: { dispose(): void }[] = [];

  update({ scene, pose, immediate }: SceneContent, nowMs: number): void {
    if (scene?.id !== this.description?.id) this.build(scene);
    if (!pose || pose.bodies === this.shown) return;
    // Time that goes back or leaps is another episode: gliding there would draw a motion that never was.
    const elapsedS = pose.timeS - this.timeS;
    this.glide.push(pose.bodies, nowMs, immediate || elapsedS < 0 || elapsedS > 1);
    this.shown = pose.bodies;
    this.timeS = pose.timeS;
    if (this.drawn.length !== this.glide.size) this.drawn = new Float32Array(this.glide.size);
  }

  prepare({ nowMs }: FrameContext): boolean {
    this.object.visible = this.drawn.length > 0;
    if (this.drawn.length === 0) return false;
    const resting = this.glide.sample(nowMs, this.drawn);
    for (const [index, body] of this.object.children.entries()) {
      const [x = 0, y = 0, z = 0, w = 1, i = 0, j = 0, k = 0] = this.drawn.subarray(index * poseStride, (index + 1) * poseStride);
      body.position.set(x, y, z);
      body.quaternion.set(...threeQuaternion([w, i, j, k]));
    }
    return !resting;
  }

  recolour(): void {
    // The bodies have the colours of the model in both themes.
  }

  dispose(): void {
    this.object.clear();
    for (const disposable of this.disposables) disposable.dispose();
    this.disposables = [];
  }

  private build(scene: SceneDescription | undefined): void {
    this.dispose();
    this.description = scene;
    this.shown = undefined;
    this.drawn = new Float32Array(0);
    for (const body of scene?.bodies ?? []) this.object.add(this.buildBody(body));
  }

  private buildBody(body: SceneBody): Group {
    const group = new Group();
    group.name = body.name;
    for (const geometry of body.geometries) {
      const shape = createShape(geometry);
      if (!shape) continue;
      const mesh = new Mesh<BufferGeometry, MeshStandardMaterial>(shape, createSurface(geometry.colour));
      mesh.position.set(...geometry.position);
      mesh.quaternion.set(...threeQuaternion(geometry.quaternion));
      mesh.castShadow = true;
      mesh.receiveShadow = true;
      group.add(mesh);
      this.disposables.push(shape, mesh.material);
    }
    return group;
  }
}

function createSurface([red, green, blue, opacity]: readonly [number, number, number, number]): MeshStandardMaterial {
  const colour = new Color().setRGB(red, green, blue, 'srgb');
  // Dark parts are servos and rubber, light ones printed plastic. A little light of their own keeps dark parts readable.
  const dark = Math.max(red, green, blue) < 0.35;
  const surface = new MeshStandardMaterial({ color: colour, roughness: dark ? 0.38 : 0.6, metalness: 0.04, transparent: opacity < 1, opacity });
  if (dark) surface.emissive.set('#1b1c1f');
  return surface;
}
