import { useEffect, useEffectEvent, useRef, type ReactElement } from 'react';
import { classNames } from '../design/class-names';
import styles from './plot-canvas.module.css';
import { onThemeChange, readPlotColours, type PlotColours } from './plot-colours';

/** A cleared canvas in CSS pixels, sharp on every display. */
export interface PlotSurface {
  readonly context: CanvasRenderingContext2D;
  readonly width: number;
  readonly height: number;
  readonly colours: PlotColours;
}

export interface PlotCanvasProperties {
  /** What the drawing shows, for a screen reader. A function is asked again at each drawing. */
  readonly label: string | (() => string);
  readonly draw: (surface: PlotSurface) => void;
  /** Calls back whenever the drawn data changed; drawing then happens once in the next frame, outside React. */
  readonly subscribe?: (redraw: () => void) => () => void;
  /** Pixels from the top left, or undefined when the pointer has left. */
  readonly onPoint?: (point: readonly [x: number, y: number] | undefined) => void;
  readonly onPick?: (point: readonly [x: number, y: number]) => void;
  readonly className?: string;
}

/** A canvas that follows its size, the display's resolution and the theme, and redraws at most once a frame. */
export function PlotCanvas({ label, draw, subscribe, onPoint, onPick, className }: PlotCanvasProperties): ReactElement {
  const canvas = useRef<HTMLCanvasElement>(null);
  const drawNow = useEffectEvent((surface: PlotSurface) => {
    draw(surface);
    if (typeof label === 'function') canvas.current?.setAttribute('aria-label', label());
  });
  const request = useRef<(() => void) | undefined>(undefined);

  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context) return undefined;
    let colours = readPlotColours(element);
    let frame: number | undefined;
    const paint = (): void => {
      frame = undefined;
      const { clientWidth: width, clientHeight: height } = element;
      const ratio = window.devicePixelRatio || 1;
      const wide = Math.round(width * ratio);
      const high = Math.round(height * ratio);
      if (element.width !== wide || element.height !== high) {
        element.width = wide;
        element.height = high;
      }
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.clearRect(0, 0, width, height);
      if (width > 0 && height > 0) drawNow({ context, width, height, colours });
    };
    const redraw = (): void => {
      frame ??= requestAnimationFrame(paint);
    };
    request.current = redraw;
    const size = new ResizeObserver(redraw);
    size.observe(element);
    const endTheme = onThemeChange(() => {
      colours = readPlotColours(element);
      redraw();
    });
    redraw();
    return () => {
      request.current = undefined;
      size.disconnect();
      endTheme();
      if (frame !== undefined) cancelAnimationFrame(frame);
    };
  }, []);

  useEffect(() => subscribe?.(() => request.current?.()), [subscribe]);
  useEffect(() => request.current?.(), [draw]);

  return (
    <canvas
      ref={canvas}
      className={classNames(styles.canvas, className)}
      role="img"
      aria-label={typeof label === 'string' ? label : undefined}
      onPointerMove={onPoint && ((event) => onPoint([event.nativeEvent.offsetX, event.nativeEvent.offsetY]))}
      onPointerLeave={onPoint && (() => onPoint(undefined))}
      onClick={onPick && ((event) => onPick([event.nativeEvent.offsetX, event.nativeEvent.offsetY]))}
    />
  );
}
