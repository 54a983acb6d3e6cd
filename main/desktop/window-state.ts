import { z } from 'zod';

const side = z.number().int().min(200).max(20_000);
const windowStateSchema = z.strictObject({
  version: z.literal(1),
  width: side,
  height: side,
  x: z.number().int().optional(),
  y: z.number().int().optional(),
  maximised: z.boolean(),
});
export type WindowState = z.infer<typeof windowStateSchema>;

interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const smallestWindow = { width: 960, height: 640 } as const;
const firstWindow: WindowState = { version: 1, width: 1440, height: 900, maximised: false };

/**
 * The size and place that the window had, as far as they still make sense: a damaged file gives the first window's,
 * and a place that no display shows any more is left to the system.
 */
export function restoreWindowState(stored: unknown, displays: readonly Rectangle[]): WindowState {
  const parsed = windowStateSchema.safeParse(stored);
  if (!parsed.success) return firstWindow;
  const { x, y, ...rest } = parsed.data;
  const size = { ...rest, width: Math.max(rest.width, smallestWindow.width), height: Math.max(rest.height, smallestWindow.height) };
  if (x === undefined || y === undefined) return size;
  const titleBarSeen = displays.some((display) => x < display.x + display.width - 100 && x + size.width > display.x + 100 && y >= display.y && y < display.y + display.height - 40);
  return titleBarSeen ? { ...size, x, y } : size;
}
