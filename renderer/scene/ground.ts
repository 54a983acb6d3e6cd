import { Color, Group, Mesh, PlaneGeometry, ShaderMaterial, ShadowMaterial } from 'three';
import type { SceneColours } from './scene-colours';
import type { SceneContent, SceneExtension } from './scene-extension';

/** Half the side of the drawn table, metres; the grid fades out before. */
const reach = 2.2;
/** Side of a grid square, metres; every fifth line is stronger. */
const square = 0.05;

const vertexShader = /* glsl */ `
  varying vec2 place;
  void main() {
    place = position.xy;
    gl_Position = projectionMatrix * modelViewMatrix * vec4(position, 1.0);
  }
`;

const fragmentShader = /* glsl */ `
  uniform vec3 colour;
  uniform float square;
  uniform float reach;
  varying vec2 place;
  float lines(float side) {
    vec2 cell = place / side;
    vec2 width = fwidth(cell);
    vec2 distanceToLine = abs(fract(cell - 0.5) - 0.5) / width;
    // Lines closer than two pixels melt into each other: let them go before they shimmer.
    float calm = 1.0 - smoothstep(0.25, 0.55, max(width.x, width.y));
    return (1.0 - min(min(distanceToLine.x, distanceToLine.y), 1.0)) * calm;
  }
  void main() {
    float fade = 1.0 - smoothstep(0.08 * reach, 0.62 * reach, length(place));
    float strength = max(lines(square) * 0.32, lines(square * 5.0) * 0.8) * fade;
    if (strength < 0.004) discard;
    gl_FragColor = vec4(colour, strength);
  }
`;

/** The table where the world has one: a grid of 5 cm squares, and the arm's shadow. */
export class Ground implements SceneExtension {
  readonly object = new Group();
  private readonly plane = new PlaneGeometry(2 * reach, 2 * reach);
  private readonly grid = new ShaderMaterial({
    vertexShader,
    fragmentShader,
    uniforms: { colour: { value: new Color() }, square: { value: square }, reach: { value: reach } },
    transparent: true,
    depthWrite: false,
  });
  private readonly shade = new ShadowMaterial({ opacity: 0.4, transparent: true });

  constructor() {
    const shadow = new Mesh(this.plane, this.shade);
    shadow.receiveShadow = true;
    const grid = new Mesh(this.plane, this.grid);
    // Just above the shadow, so that neither flickers through the other.
    grid.position.z = 0.0004;
    this.object.add(shadow, grid);
    this.object.renderOrder = -1;
  }

  update({ scene }: SceneContent): void {
    const table = scene?.bodies.flatMap((body) => body.geometries).find((geometry) => geometry.shape === 'plane');
    this.object.visible = table !== undefined;
    if (table) this.object.position.set(...table.position);
  }

  recolour(colours: SceneColours): void {
    const uniform = this.grid.uniforms.colour;
    if (uniform?.value instanceof Color) uniform.value.copy(colours.line).convertLinearToSRGB();
    this.shade.opacity = colours.dark ? 0.55 : 0.22;
  }

  dispose(): void {
    this.plane.dispose();
    this.grid.dispose();
    this.shade.dispose();
  }
}
