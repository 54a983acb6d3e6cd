import { Maximize } from 'lucide-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { WorkspaceBox } from '../../shared/arm';
import type { LensFrame } from '../../shared/lens';
import type { PoseFrame, SceneDescription } from '../../shared/scene';
import { Chip } from '../design/chip';
import { EmptyState } from '../design/empty-state';
import { useTheme } from '../state/theme';
import styles from './arm-scene.module.css';
import { layerTitles, type LayerName, type Layers } from './layers';
import type { SceneMarker } from './scene-marker';
import { SceneView } from './scene-view';

export interface ArmSceneProps {
  readonly scene: SceneDescription | undefined;
  readonly pose: PoseFrame | undefined;
  /** Where the arm was in the state of the lens; see `lensPicture`. */
  readonly ghost?: PoseFrame | undefined;
  readonly lens?: LensFrame | undefined;
  readonly markers?: readonly SceneMarker[] | undefined;
  /** For the layer `limits`. */
  readonly workspace?: WorkspaceBox | undefined;
  readonly layers: Layers;
  /** Gives the chips of these layers in the corner, and is told when one is pressed. */
  readonly chips?: readonly LayerName[] | undefined;
  readonly onLayers?: ((layers: Layers) => void) | undefined;
  /** Poses jump instead of gliding between frames: for scrubbing. */
  readonly immediate?: boolean;
  /** What the scene shows, for screen readers. */
  readonly label: string;
  /** Drawn over the scene's lower edge, for example a legend. */
  readonly children?: ReactNode;
}

const noMarkers: readonly SceneMarker[] = [];

/** The arm and what surrounds it in 3-D. Fills its place; turns by drag or arrow keys, returns by double-click or Home. */
export function ArmScene(props: ArmSceneProps) {
  const { scene, pose, ghost, lens, markers = noMarkers, workspace, layers, chips = [], onLayers, immediate = false, label, children } = props;
  const holder = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<SceneView>();
  const [trouble, setTrouble] = useState<string>();
  const theme = useTheme();

  useEffect(() => {
    if (!holder.current) return;
    try {
      const made = new SceneView(holder.current, {
        onContextLost: (lost) => { setTrouble(lost ? 'The graphics driver took the picture away; it returns as soon as the driver does.' : undefined); },
      });
      setView(made);
      return () => {
        made.dispose();
        setView(undefined);
      };
    } catch (thrown) {
      setTrouble(`This window cannot draw in 3-D: ${thrown instanceof Error ? thrown.message : String(thrown)}. Allow WebGL2 in the browser's settings; everything else works without it.`);
      return;
    }
  }, []);
  useEffect(() => view?.update({ scene, pose, ghost, lens, markers, workspace, layers, immediate }), [view, scene, pose, ghost, lens, markers, workspace, layers, immediate]);
  useEffect(() => view?.recolour(), [view, theme]);
  useEffect(() => view?.canvas.setAttribute('aria-label', `${label}. Arrow keys turn the view, plus and minus change the distance, Home returns.`), [view, label]);

  const offered = chips.filter((name) => name !== 'limits' || workspace !== undefined);
  return (
    <div className={styles.scene}>
      <div ref={holder} className={styles.holder} />
      {trouble !== undefined && (
        <div className={styles.trouble}>
          <EmptyState title="No picture">{trouble}</EmptyState>
        </div>
      )}
      {offered.length > 0 && (
        <div className={styles.chips} role="group" aria-label="Layers of the scene">
          {offered.map((name) => (
            <Chip key={name} pressed={layers[name]} title={layerTitles[name].hint} onChange={(pressed) => onLayers?.({ ...layers, [name]: pressed })}>
              {layerTitles[name].title}
            </Chip>
          ))}
        </div>
      )}
      <button type="button" className={styles.reset} aria-label="Return the view" title="Return the view (double-click or Home)" onClick={() => view?.resetView()}>
        <Maximize aria-hidden="true" />
      </button>
      {children !== undefined && <div className={styles.foot}>{children}</div>}
    </div>
  );
}
