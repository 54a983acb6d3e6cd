import { MOUSE, PerspectiveCamera, Spherical, TOUCH, Vector3 } from 'three';
import { OrbitControls } from 'three/addons/controls/OrbitControls.js';
import type { SceneDescription } from '../../shared/scene';

const fieldOfViewDegrees = 32;
/** Radians that an arrow key turns the view by. */
const keyTurn = 0.09;
/** Of the distance that the model asks for: the stretched arm stays in the picture too. */
const closeness = 1.06;
/** From the front and right of the arm, a little above. */
const viewFrom = new Vector3(0.78, -1, 0.52).normalize();

/** The camera and the hand that moves it: drag to turn, right drag to shift, wheel to come nearer, double-click to return. */
export class CameraRig {
  readonly camera = new PerspectiveCamera(fieldOfViewDegrees, 1, 0.02, 20);
  private readonly controls: OrbitControls;
  private framed: SceneDescription | undefined;

  constructor(
    private readonly element: HTMLElement,
    onChange: () => void,
  ) {
    // z up must be set before the controls are made: they take their axes from the camera then.
    this.camera.up.set(0, 0, 1);
    this.controls = new OrbitControls(this.camera, element);
    this.controls.enableDamping = true;
    this.controls.dampingFactor = 0.12;
    this.controls.mouseButtons = { LEFT: MOUSE.ROTATE, MIDDLE: MOUSE.DOLLY, RIGHT: MOUSE.PAN };
    this.controls.touches = { ONE: TOUCH.ROTATE, TWO: TOUCH.DOLLY_PAN };
    this.controls.maxPolarAngle = Math.PI * 0.56;
    this.controls.addEventListener('change', onChange);
    this.controls.addEventListener('start', onChange);
    element.addEventListener('dblclick', this.reset);
    element.addEventListener('keydown', this.onKey);
  }

  /** Looks at a scene from its own distance; the operator's view is kept while the scene stays. */
  frame(scene: SceneDescription): void {
    if (this.framed?.id === scene.id) return;
    this.framed = scene;
    this.controls.minDistance = scene.distance * 0.15;
    this.controls.maxDistance = scene.distance * 5;
    this.reset();
  }

  /** True while the view is still gliding to rest. */
  update(): boolean {
    return this.controls.update();
  }

  resize(width: number, height: number): void {
    this.camera.aspect = width / Math.max(1, height);
    this.camera.updateProjectionMatrix();
  }

  readonly reset = (): void => {
    if (!this.framed) return;
    this.controls.target.set(...this.framed.focus);
    this.camera.position.copy(viewFrom).multiplyScalar(this.framed.distance * closeness).add(this.controls.target);
    this.controls.update();
  };

  dispose(): void {
    this.element.removeEventListener('dblclick', this.reset);
    this.element.removeEventListener('keydown', this.onKey);
    this.controls.dispose();
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    const turn = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    const zoom = { '+': 0.9, '=': 0.9, '-': 1 / 0.9 }[event.key];
    if (event.key === 'Home') this.reset();
    else if (turn || zoom) this.orbit(turn?.[0] ?? 0, turn?.[1] ?? 0, zoom ?? 1);
    else return;
    event.preventDefault();
  };

  private orbit(around: number, over: number, zoom: number): void {
    const offset = this.camera.position.clone().sub(this.controls.target);
    // Spherical has y up; x, z, -y is the same turn with z up.
    const spherical = new Spherical().setFromCartesianCoords(offset.x, offset.z, -offset.y);
    spherical.theta += around * keyTurn;
    spherical.phi = Math.min(this.controls.maxPolarAngle, Math.max(0.05, spherical.phi + over * keyTurn));
    spherical.radius *= zoom;
    const { x, y, z } = new Vector3().setFromSpherical(spherical);
    this.camera.position.set(x, -z, y).add(this.controls.target);
    this.controls.update();
  }
}
