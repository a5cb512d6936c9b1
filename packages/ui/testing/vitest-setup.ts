import type { TestProject } from 'vitest/node';
import { PageBrowser, type PageBrowserPlace } from './page-browser.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    pageBrowser: PageBrowserPlace;
  }
}

/** Vitest's global set-up of the tests of pages: one browser for all of them. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const browser = await PageBrowser.start();
  project.provide('pageBrowser', browser.place);
  return () => browser.close();
}
