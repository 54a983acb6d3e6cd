import { ACESFilmicToneMapping, PCFShadowMap, Scene, WebGLRenderer } from 'three';
import { ActionFan } from './action-fan';
import { ArmBodies } from './arm-bodies';
import { CameraRig } from './camera-rig';
import { GlideClock } from './glide-clock';
import { Ground } from './ground';
import { MarkerPoints } from './marker-points';
import { changesPicture, entranceOf } from './picture-change';
import { readSceneColours } from './scene-colours';
import type { SceneContent, SceneExtension } from './scene-extension';
import { StudioLight } from './studio-light';
import { TargetMark } from './target-mark';
import { TipTrail } from './tip-trail';
import { WorkspaceOutline } from './workspace-outline';

/** More pixels than this cost much and show little. */
const maxPixelRatio = 2;

export interface SceneViewEvents {
  /** The graphics driver took the picture away (`true`) or gave it back. */
  readonly onContextLost: (lost: boolean) => void;
}

/**
 * The picture of the arm: a canvas, a camera and the extensions that draw into it. It draws when something changed or
 * is still moving, and rests otherwise.
 */
export class SceneView {
  private readonly renderer: WebGLRenderer;
  private readonly scene = new Scene();
  private readonly rig: CameraRig;
  private readonly glide = new GlideClock();
  private readonly extensions: readonly SceneExtension[];
  private readonly observer: ResizeObserver;
  private frameHandle: number | undefined;
  private drawn = 0;
  private content: SceneContent | undefined;

  /** Throws where the page has no WebGL2. The canvas fills `holder`. */
  constructor(
    private readonly holder: HTMLElement,
    private readonly events: SceneViewEvents,
  ) {
    const software = drawsInSoftware();
    this.renderer = new WebGLRenderer({ antialias: true, alpha: true, powerPreference: 'high-performance' });
    this.renderer.toneMapping = ACESFilmicToneMapping;
    this.renderer.shadowMap.enabled = true;
    this.renderer.shadowMap.type = PCFShadowMap;
    this.renderer.setPixelRatio(software ? 1 : Math.min(maxPixelRatio, devicePixelRatio));
    const canvas = this.renderer.domElement;
    canvas.addEventListener('webglcontextlost', this.onLost);
    canvas.addEventListener('webglcontextrestored', this.onRestored);
    canvas.tabIndex = 0;
    holder.append(canvas);

    this.rig = new CameraRig(canvas, this.requestFrame);
    this.extensions = [
      new StudioLight(software ? 768 : 2048),
      new Ground(),
      new ArmBodies('arm'),
      new ArmBodies('ghost'),
      new TargetMark(this.rig.camera),
      new TipTrail(),
      new MarkerPoints(),
      new WorkspaceOutline(),
      new ActionFan(),
    ];
    for (const extension of this.extensions) this.scene.add(extension.object);
    this.recolour();
    this.observer = new ResizeObserver(() => { this.resize(); });
    this.observer.observe(holder);
    this.resize();
  }

  get canvas(): HTMLCanvasElement {
    return this.renderer.domElement;
  }

  update(content: SceneContent): void {
    if (!changesPicture(this.content, content)) return;
    const entrance = entranceOf(this.content, content);
    this.content = content;
    if (content.scene) this.rig.frame(content.scene);
    if (entrance === 'glide') this.glide.begin(performance.now());
    if (entrance === 'jump') this.glide.jump(performance.now());
    for (const extension of this.extensions) extension.update(content, entrance);
    this.requestFrame();
  }

  /** Takes up the colours of the theme that is in force now. */
  recolour(): void {
    const colours = readSceneColours(this.holder);
    for (const extension of this.extensions) extension.recolour(colours);
    this.requestFrame();
  }

  resetView(): void {
    this.rig.reset();
    this.requestFrame();
  }

  dispose(): void {
    if (this.frameHandle !== undefined) cancelAnimationFrame(this.frameHandle);
    this.observer.disconnect();
    this.rig.dispose();
    for (const extension of this.extensions) extension.dispose();
    this.canvas.removeEventListener('webglcontextlost', this.onLost);
    this.canvas.removeEventListener('webglcontextrestored', this.onRestored);
    this.canvas.remove();
    this.renderer.dispose();
  }

  private readonly requestFrame = (): void => {
    this.frameHandle ??= requestAnimationFrame(this.draw);
  };

  private readonly draw = (nowMs: number): void => {
    this.frameHandle = undefined;
    const turning = this.rig.update();
    const fraction = this.glide.fraction(nowMs);
    const pixelsPerRadian = this.canvas.height / 2 / Math.tan((this.rig.camera.fov * Math.PI) / 360);
    for (const extension of this.extensions) extension.prepare?.({ fraction, pixelsPerRadian });
    this.renderer.render(this.scene, this.rig.camera);
    this.drawn += 1;
    // Seen by the end-to-end tests and by anyone who wonders whether the picture is alive.
    this.canvas.dataset.framesDrawn = String(this.drawn);
    if (turning || fraction < 1) this.requestFrame();
  };

  private resize(): void {
    const { clientWidth, clientHeight } = this.holder;
    if (clientWidth === 0 || clientHeight === 0) return;
    this.renderer.setSize(clientWidth, clientHeight);
    this.rig.resize(clientWidth, clientHeight);
    // Setting the size clears the canvas: draw before the browser paints it empty.
    this.draw(performance.now());
  }

  private readonly onLost = (event: Event): void => {
    // Without this the browser never gives the context back.
    event.preventDefault();
    this.events.onContextLost(true);
  };

  private readonly onRestored = (): void => {
    this.events.onContextLost(false);
    this.requestFrame();
  };
}

/** A picture that the processor draws gets fewer pixels and a smaller shadow, to leave the processor to the learner. */
function drawsInSoftware(): boolean {
  const context = document.createElement('canvas').getContext('webgl2');
  const information = context?.getExtension('WEBGL_debug_renderer_info');
  const name: unknown = context && information ? context.getParameter(information.UNMASKED_RENDERER_WEBGL) : undefined;
  // A page may hold few contexts: this one has told what it had to.
  context?.getExtension('WEBGL_lose_context')?.loseContext();
  return typeof name === 'string' && /swiftshader|llvmpipe|software|basic render/i.test(name);
}
