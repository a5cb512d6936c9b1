import { useSyncExternalStore } from 'react';

/** What the user chose; `system` follows the device as it changes. */
export const THEME_CHOICES = ['light', 'dark', 'system'] as const;
export type ThemeChoice = (typeof THEME_CHOICES)[number];
/** `care`: larger text and targets for customers (关怀版). */
export const SCALES = ['standard', 'care'] as const;
export type Scale = (typeof SCALES)[number];

const THEME_KEY = 'guichet.theme';
const SCALE_KEY = 'guichet.scale';

let choice: ThemeChoice = 'system';
let scale: Scale = 'standard';
const listeners = new Set<() => void>();

/** A page that may not store (private windows, strict WebViews) still works; it only forgets. */
function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Forgetting a preference is no error to show.
  }
}

const systemIsDark = () => matchMedia('(prefers-color-scheme: dark)');

export function resolvedTheme(): 'light' | 'dark' {
  if (choice !== 'system') return choice;
  return systemIsDark().matches ? 'dark' : 'light';
}

function apply(): void {
  document.documentElement.dataset['theme'] = resolvedTheme();
  if (scale === 'care') document.documentElement.dataset['scale'] = 'care';
  else delete document.documentElement.dataset['scale'];
  for (const listener of listeners) listener();
}

/** Reads the stored choices, sets `data-theme` and `data-scale` on the page, and follows the device. Call once, before rendering. */
export function setUpTheme(): void {
  const storedChoice = read(THEME_KEY);
  const storedScale = read(SCALE_KEY);
  choice = THEME_CHOICES.find((known) => known === storedChoice) ?? 'system';
  scale = SCALES.find((known) => known === storedScale) ?? 'standard';
  systemIsDark().addEventListener('change', apply);
  apply();
}

export function chooseTheme(next: ThemeChoice): void {
  choice = next;
  write(THEME_KEY, next);
  apply();
}

export function chooseScale(next: Scale): void {
  scale = next;
  write(SCALE_KEY, next);
  apply();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useTheme(): { choice: ThemeChoice; resolved: 'light' | 'dark'; choose: (next: ThemeChoice) => void } {
  const current = useSyncExternalStore(subscribe, () => choice);
  const resolved = useSyncExternalStore(subscribe, resolvedTheme);
  return { choice: current, resolved, choose: chooseTheme };
}

export function useScale(): { scale: Scale; choose: (next: Scale) => void } {
  return { scale: useSyncExternalStore(subscribe, () => scale), choose: chooseScale };
}
