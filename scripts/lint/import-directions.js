/**
 * Who may import whom, as lint rules. Imports point inward: the table says, for each part, which modules it must
 * not reach. Paths are matched as they are written, relative to the importing file.
 */

const node = String.raw`^node:|^(fs|path|os|child_process|worker_threads|http|https|net|crypto)$`;
const electron = String.raw`^electron(/|$)`;
const serial = String.raw`^serialport$|^@serialport/|firmware-bridge/`;
const dom = String.raw`^react(-dom)?(/|$)|^three(/|$)|^uplot`;
const part = (name) => String.raw`(^|/)${name}/`;

/** Files, what they must not import (regular expressions), and why, as the message of the rule. */
export const directions = [
  {
    files: ['shared/**/*.ts'],
    ignores: ['shared/**/*.test.ts'],
    forbidden: [node, electron, serial, dom, String.raw`(^|/)(main|renderer|e2e)/`],
    why: 'shared/ is pure: no Node, no DOM, no Electron, no other part.',
  },
  {
    files: ['renderer/**/*.{ts,tsx}'],
    ignores: ['renderer/vite.config.ts'],
    forbidden: [node, electron, serial, part('main'), part('e2e')],
    why: 'renderer/ runs in a sandboxed page: it reaches the lab through the bridge alone.',
  },
  {
    files: ['firmware-bridge/**/*.ts'],
    ignores: [],
    forbidden: [electron, dom, part('main'), part('renderer'), part('e2e')],
    why: 'firmware-bridge/ knows bytes and ports; it uses shared/ alone.',
  },
  {
    files: ['main/{learning,compiler,worlds}/**/*.ts'],
    ignores: [],
    forbidden: [electron, serial, dom, String.raw`/(desktop|server|lab|training|control|recording|lens|processes|export|setup)/`, part('renderer')],
    why: 'learning, compiler and worlds know nothing of windows, hosts, sessions or serial ports.',
  },
  {
    files: ['main/compiler/**/*.ts'],
    ignores: ['main/compiler/**/*.test.ts'],
    forbidden: [String.raw`/(worlds|learning)/`],
    why: 'the compiler turns any TensorFlow.js function into a graph; it knows no algorithm and no world.',
  },
  {
    files: ['main/{training,control,recording,lens,lab,processes,export,setup}/**/*.ts', 'main/cli.ts', 'main/cli/**/*.ts'],
    ignores: [],
    forbidden: [electron, dom, String.raw`/(desktop)/`, part('renderer')],
    why: 'only main/desktop and main/electron.ts may know Electron: everything else runs headless.',
  },
];

export const importDirections = directions.map(({ files, ignores, forbidden, why }) => ({
  files,
  ignores,
  rules: {
    'no-restricted-imports': ['error', { patterns: forbidden.map((regex) => ({ regex, message: why })) }],
  },
}));
