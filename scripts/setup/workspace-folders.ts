import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { realpathSync } from 'node:fs';

type Manifest = { dependencies?: Record<string, string>; devDependencies?: Record<string, string> };

/** The folder of a workspace package and of all workspace packages it is built from, each once. */
export function workspaceFolders(packageFolder: string): string[] {
  const found = new Set<string>();
  const visit = (folder: string): void => {
    if (found.has(folder)) return;
    found.add(folder);
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
    for (const [name, range] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })) {
      if (range.startsWith('workspace:')) visit(realpathSync(join(folder, 'node_modules', name)));
    }
  };
  visit(packageFolder);
  return [...found].toSorted();
}

/** The script of a tool that one of our packages depends on, such as `vite/bin/vite.js`. */
export function toolScript(packageFolder: string, tool: string, script: string): string {
  return join(dirname(createRequire(join(packageFolder, 'package.json')).resolve(`${tool}/package.json`)), script);
}
