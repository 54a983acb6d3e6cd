import { BoxGeometry, EdgesGeometry, Group, LineBasicMaterial, LineSegments } from 'three';
import type { SceneColours } from './scene-colours';
import type { SceneContent, SceneExtension } from './scene-extension';

/** The edges of the box that the supervisor keeps the tip inside. */
export class WorkspaceOutline implements SceneExtension {
  readonly object = new Group();
  private readonly box = new BoxGeometry(1, 1, 1);
  private readonly edges = new EdgesGeometry(this.box);
  private readonly material = new LineBasicMaterial({ transparent: true, opacity: 0.7, toneMapped: false });

  constructor() {
    this.object.add(new LineSegments(this.edges, this.material));
  }

  update({ workspace, layers }: SceneContent): void {
    this.object.visible = layers.limits && workspace !== undefined;
    if (!workspace) return;
    const [lowX, lowY, lowZ] = workspace.minimum;
    const [highX, highY, highZ] = workspace.maximum;
    this.object.position.set((lowX + highX) / 2, (lowY + highY) / 2, (lowZ + highZ) / 2);
    this.object.scale.set(highX - lowX, highY - lowY, highZ - lowZ);
  }

  recolour(colours: SceneColours): void {
    this.material.color.copy(colours.ultramarine);
  }

  dispose(): void {
    this.box.dispose();
    this.edges.dispose();
    this.material.dispose();
  }
}
