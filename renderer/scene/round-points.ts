import { BufferAttribute, BufferGeometry, DynamicDrawUsage, Points, ShaderMaterial } from 'three';

const vertexShader = /* glsl */ `
  attribute vec3 tint;
  attribute float weight;
  uniform float diameter;
  uniform float pixelsPerRadian;
  uniform float smallestPixels;
  varying vec3 vTint;
  varying float vWeight;
  void main() {
    vTint = tint;
    vWeight = weight;
    vec4 seen = modelViewMatrix * vec4(position, 1.0);
    gl_Position = projectionMatrix * seen;
    gl_PointSize = max(smallestPixels, diameter * pixelsPerRadian / -seen.z);
  }
`;

const fragmentShader = /* glsl */ `
  uniform float opacity;
  varying vec3 vTint;
  varying float vWeight;
  void main() {
    float radius = length(gl_PointCoord - 0.5) * 2.0;
    float cover = 1.0 - smoothstep(0.75, 1.0, radius);
    if (cover * vWeight < 0.02) discard;
    gl_FragColor = vec4(vTint, cover * vWeight * opacity);
  }
`;

interface RoundPointsOptions {
  /** Metres. */
  readonly diameter: number;
  /** Pixels that a point keeps when it is far away. */
  readonly smallestPixels: number;
  readonly opacity: number;
}

/** A cloud of round points of true size in metres, in one draw call. Tints are sRGB and not toned. */
export class RoundPoints {
  readonly object: Points<BufferGeometry, ShaderMaterial>;
  readonly position: BufferAttribute;
  readonly tint: BufferAttribute;
  readonly weight: BufferAttribute;

  constructor(
    readonly capacity: number,
    { diameter, smallestPixels, opacity }: RoundPointsOptions,
  ) {
    const attribute = (size: number) => new BufferAttribute(new Float32Array(capacity * size), size).setUsage(DynamicDrawUsage);
    this.position = attribute(3);
    this.tint = attribute(3);
    this.weight = attribute(1);
    const geometry = new BufferGeometry();
    geometry.setAttribute('position', this.position).setAttribute('tint', this.tint).setAttribute('weight', this.weight);
    const uniforms = { diameter: { value: diameter }, pixelsPerRadian: { value: 1000 }, smallestPixels: { value: smallestPixels }, opacity: { value: opacity } };
    const material = new ShaderMaterial({ vertexShader, fragmentShader, uniforms, transparent: true, depthWrite: false });
    this.object = new Points(geometry, material);
    // The points move every frame: a bounding sphere would have to be computed each time.
    this.object.frustumCulled = false;
    geometry.setDrawRange(0, 0);
  }

  /** Draws the first `count` points from the arrays as they are now. */
  show(count: number): void {
    this.object.geometry.setDrawRange(0, count);
    this.position.needsUpdate = true;
    this.tint.needsUpdate = true;
    this.weight.needsUpdate = true;
  }

  setPixelsPerRadian(value: number): void {
    const uniform = this.object.material.uniforms.pixelsPerRadian;
    if (uniform) uniform.value = value;
  }

  dispose(): void {
    this.object.geometry.dispose();
    this.object.material.dispose();
  }
}
