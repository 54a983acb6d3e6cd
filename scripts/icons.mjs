import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { chromium } from '@playwright/test';
import { inProject } from './lib/paths.mjs';

/**
 * Draws renderer/assets/mark.svg as the icons of every platform, ready-made, so that packaging fetches no converter:
 * PNGs for Linux, one .ico (PNG entries) and one .icns. Run it after changing the mark: node scripts/icons.mjs
 */
const sizes = [16, 32, 48, 64, 128, 256, 512, 1024];
const mark = readFileSync(inProject('renderer', 'assets', 'mark.svg'), 'utf8');
const browser = await chromium.launch({ executablePath: process.env.TEMPERA_CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
const page = await browser.newPage();
const images = new Map();
mkdirSync(inProject('renderer', 'assets', 'icons'), { recursive: true });
for (const size of sizes) {
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(`<style>*{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${mark}`);
  const image = await page.screenshot({ omitBackground: true });
  images.set(size, image);
  writeFileSync(inProject('renderer', 'assets', 'icons', `${size}x${size}.png`), image);
}
await browser.close();
writeFileSync(inProject('renderer', 'assets', 'icon.ico'), icoOf([16, 32, 48, 64, 128, 256]));
writeFileSync(inProject('renderer', 'assets', 'icon.icns'), icnsOf({ ic07: 128, ic08: 256, ic09: 512, ic10: 1024 }));

/** ICONDIR, then a 16-byte ICONDIRENTRY per image, then the PNGs. A width of 256 is written as 0. */
function icoOf(chosen) {
  const head = Buffer.alloc(6 + 16 * chosen.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(chosen.length, 4);
  let offset = head.length;
  chosen.forEach((size, index) => {
    const entry = 6 + 16 * index;
    head.writeUInt8(size % 256, entry);
    head.writeUInt8(size % 256, entry + 1);
    head.writeUInt16LE(1, entry + 4);
    head.writeUInt16LE(32, entry + 6);
    head.writeUInt32LE(images.get(size).length, entry + 8);
    head.writeUInt32LE(offset, entry + 12);
    offset += images.get(size).length;
  });
  return Buffer.concat([head, ...chosen.map((size) => images.get(size))]);
}

/** 'icns', total length, then each image as its four-letter type, its length with this head, and the PNG. */
function icnsOf(types) {
  const entries = Object.entries(types).map(([type, size]) => {
    const head = Buffer.alloc(8);
    head.write(type, 'ascii');
    head.writeUInt32BE(images.get(size).length + 8, 4);
    return Buffer.concat([head, images.get(size)]);
  });
  const head = Buffer.alloc(8);
  head.write('icns', 'ascii');
  head.writeUInt32BE(8 + entries.reduce((sum, entry) => sum + entry.length, 0), 4);
  return Buffer.concat([head, ...entries]);
}
