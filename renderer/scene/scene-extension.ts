import type { Object3D } from 'three';
import type { WorkspaceBox } from '../../shared/arm';
import type { LensFrame } from '../../shared/lens';
import type { PoseFrame, SceneDescription } from '../../shared/scene';
import type { Layers } from './layers';
import type { SceneColours } from './scene-colours';
import type { SceneMarker } from './scene-marker';

/** Everything that can be drawn, as the window has it now. */
export interface SceneContent {
  readonly scene: SceneDescription | undefined;
  readonly pose: PoseFrame | undefined;
  /** Where the arm was in the state of the lens, drawn faintly; absent where `pose` is that state. */
  readonly ghost: PoseFrame | undefined;
  readonly lens: LensFrame | undefined;
  readonly markers: readonly SceneMarker[];
  readonly workspace: WorkspaceBox | undefined;
  readonly layers: Layers;
  /** Poses are shown at once instead of gliding from one to the next. */
  readonly immediate: boolean;
}

/**
 * How a new pose or lens enters the picture: it is glided to from what is drawn, or shown at once. `kept`: both are
 * those of the update before.
 */
export type Entrance = 'glide' | 'jump' | 'kept';

/** What an extension may know about the picture while it prepares a frame. */
export interface FrameContext {
  /** How far the glide to the newest content has come: 0 to 1. */
  readonly fraction: number;
  /** Pixels of the picture's height per radian of view: a size in metres at a distance, in pixels, is size / distance * this. */
  readonly pixelsPerRadian: number;
}

/** One feature of the scene. It owns its objects, geometries and materials, and frees them in `dispose`. */
export interface SceneExtension {
  readonly object: Object3D;
  /** New content. Called when something of it changed. */
  update(content: SceneContent, entrance: Entrance): void;
  recolour(colours: SceneColours): void;
  /** Before each drawn frame. */
  prepare?(context: FrameContext): void;
  dispose(): void;
}
