import { RoundPoints } from './round-points';
import type { SceneColours } from './scene-colours';
import type { FrameContext, SceneContent, SceneExtension } from './scene-extension';
import type { SceneMarker } from './scene-marker';

const capacity = 2000;

/** Points that a screen wants marked, for example the path of the tip through an episode. */
export class MarkerPoints implements SceneExtension {
  private readonly points = new RoundPoints(capacity, { diameter: 0.005, smallestPixels: 3, opacity: 0.9 });
  readonly object = this.points.object;
  private markers: readonly SceneMarker[] = [];
  private colours: SceneColours | undefined;

  update({ markers }: SceneContent): void {
    if (markers === this.markers) return;
    this.markers = markers;
    this.write();
  }

  prepare({ pixelsPerRadian }: FrameContext): void {
    this.points.setPixelsPerRadian(pixelsPerRadian);
  }

  recolour(colours: SceneColours): void {
    this.colours = colours;
    this.write();
  }

  dispose(): void {
    this.points.dispose();
  }

  private write(): void {
    const shown = this.markers.slice(0, capacity);
    for (const [index, { position, colour }] of shown.entries()) {
      this.points.position.setXYZ(index, ...position);
      const [red = 1, green = 1, blue = 1] = this.colours?.[colour].clone().convertLinearToSRGB().toArray() ?? [];
      this.points.tint.setXYZ(index, red, green, blue);
      this.points.weight.setX(index, 1);
    }
    this.points.show(shown.length);
  }
}
