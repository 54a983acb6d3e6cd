import { useSyncExternalStore } from 'react';

export const themeChoices = ['dark', 'light', 'system'] as const;
/** What the operator chose; `system` follows the desktop. */
export type ThemeChoice = (typeof themeChoices)[number];
export type Theme = 'dark' | 'light';

const storageKey = 'tempera.theme';
const listeners = new Set<() => void>();

/** Dark unless the operator chose otherwise. */
export function parseThemeChoice(stored: string | null): ThemeChoice {
  return themeChoices.find((choice) => choice === stored) ?? 'dark';
}

export function themeOf(choice: ThemeChoice, systemPrefersLight: boolean): Theme {
  if (choice === 'system') return systemPrefersLight ? 'light' : 'dark';
  return choice;
}

/** Puts the remembered theme in force and follows the desktop's; call once before the first paint. */
export function startTheme(): void {
  apply();
  systemLight().addEventListener('change', apply);
}

export function chooseTheme(choice: ThemeChoice): void {
  localStorage.setItem(storageKey, choice);
  apply();
}

export function useThemeChoice(): ThemeChoice {
  return useSyncExternalStore(subscribe, readChoice);
}

/** The theme in force; renders again when it changes. */
export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, readTheme);
}

function readChoice(): ThemeChoice {
  return parseThemeChoice(localStorage.getItem(storageKey));
}

function readTheme(): Theme {
  return themeOf(readChoice(), systemLight().matches);
}

function systemLight(): MediaQueryList {
  return matchMedia('(prefers-color-scheme: light)');
}

function apply(): void {
  document.documentElement.dataset.theme = readTheme();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => { listeners.delete(listener); };
}
