import { Color, Group, Mesh, MeshStandardMaterial, type BufferGeometry } from 'three';
import type { SceneBody, SceneDescription } from '../../shared/scene';
import { createShape, threeQuaternion } from './mujoco-geometry';
import { interpolatePoses, poseStride } from './interpolate-poses';
import type { Entrance, FrameContext, SceneContent, SceneExtension } from './scene-extension';

/** How strongly the ghost is drawn, 0 to 1. */
const ghostOpacity = 0.2;

/**
 * The bodies of the world: one group per body, moved by the pose frames. `ghost` draws the moving ones faintly where
 * they were in the state of the lens.
 */
export class ArmBodies implements SceneExtension {
  readonly object = new Group();
  private description: SceneDescription | undefined;
  private from = new Float32Array(0);
  private to = new Float32Array(0);
  private drawn = new Float32Array(0);
  private disposables: { dispose(): void }[] = [];

  constructor(private readonly part: 'arm' | 'ghost') {}

  update({ scene, pose, ghost, layers }: SceneContent, entrance: Entrance): void {
    if (scene?.id !== this.description?.id) this.build(scene);
    const shown = this.part === 'arm' ? pose : ghost;
    this.object.visible = shown !== undefined && (this.part === 'arm' || layers.fan);
    if (!shown || entrance === 'kept') return;
    const jumps = entrance === 'jump' || this.part === 'ghost' || this.drawn.length !== shown.bodies.length;
    this.to = Float32Array.from(shown.bodies);
    this.from = jumps ? this.to : this.drawn.slice();
    if (this.drawn.length !== this.to.length) this.drawn = this.to.slice();
  }

  prepare({ fraction }: FrameContext): void {
    interpolatePoses(this.from, this.to, fraction, this.drawn);
    for (const [index, body] of this.object.children.entries()) {
      const [x = 0, y = 0, z = 0, w = 1, i = 0, j = 0, k = 0] = this.drawn.subarray(index * poseStride, (index + 1) * poseStride);
      body.position.set(x, y, z);
      body.quaternion.set(...threeQuaternion([w, i, j, k]));
    }
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
    this.drawn = new Float32Array(0);
    for (const body of scene?.bodies ?? []) this.object.add(this.buildBody(body));
  }

  private buildBody(body: SceneBody): Group {
    const group = new Group();
    group.name = body.name;
    for (const geometry of body.geometries) {
      const shape = createShape(geometry);
      if (!shape) continue;
      const mesh = new Mesh<BufferGeometry, MeshStandardMaterial>(shape, this.part === 'arm' ? createSurface(geometry.colour) : createGhostSurface());
      mesh.position.set(...geometry.position);
      mesh.quaternion.set(...threeQuaternion(geometry.quaternion));
      mesh.castShadow = mesh.receiveShadow = this.part === 'arm';
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

function createGhostSurface(): MeshStandardMaterial {
  return new MeshStandardMaterial({ color: '#8f98a3', roughness: 1, transparent: true, opacity: ghostOpacity, depthWrite: false });
}
