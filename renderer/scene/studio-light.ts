import { DirectionalLight, Group, HemisphereLight } from 'three';
import type { SceneColours } from './scene-colours';
import type { SceneContent, SceneExtension } from './scene-extension';

/** The light of a photographer's table: soft sky, a warm key from the left, a cool rim from behind. */
export class StudioLight implements SceneExtension {
  readonly object = new Group();
  private readonly sky = new HemisphereLight();
  private readonly key = new DirectionalLight();
  private readonly rim = new DirectionalLight();

  /** @param shadowSize side of the shadow map in pixels; 0 draws no shadows */
  constructor(private readonly shadowSize: number) {
    this.sky.position.set(0, 0, 1);
    this.key.castShadow = shadowSize > 0;
    this.key.shadow.mapSize.setScalar(Math.max(1, shadowSize));
    this.key.shadow.radius = 5;
    this.key.shadow.bias = -0.0004;
    this.object.add(this.sky, this.key, this.key.target, this.rim, this.rim.target);
  }

  update({ scene }: SceneContent): void {
    if (!scene) return;
    const [x, y, z] = scene.focus;
    const size = scene.distance;
    this.key.target.position.set(x, y, z);
    this.rim.target.position.set(x, y, z);
    this.key.position.set(x + size * 0.7, y - size * 1.1, z + size * 2);
    this.rim.position.set(x - size * 1.2, y + size * 1.4, z + size * 0.9);
    const camera = this.key.shadow.camera;
    const half = size * 0.6;
    // Surfaces shade themselves in stripes unless the bias is larger than a texel of the shadow map.
    this.key.shadow.normalBias = (2 * half * 1.6) / Math.max(1, this.shadowSize);
    camera.left = camera.bottom = -half;
    camera.right = camera.top = half;
    camera.near = size * 0.3;
    camera.far = size * 5;
    camera.updateProjectionMatrix();
  }

  recolour({ dark }: SceneColours): void {
    this.sky.color.set(dark ? '#dde5ee' : '#ffffff');
    this.sky.groundColor.set(dark ? '#4a4a4c' : '#c9bfae');
    this.sky.intensity = dark ? 1.7 : 2.1;
    this.key.color.set('#fff6ea');
    this.key.intensity = dark ? 2.3 : 2.1;
    this.rim.color.set(dark ? '#c3d3f2' : '#dfe8ff');
    this.rim.intensity = dark ? 1.8 : 0.6;
  }

  dispose(): void {
    this.sky.dispose();
    this.key.dispose();
    this.rim.dispose();
  }
}
