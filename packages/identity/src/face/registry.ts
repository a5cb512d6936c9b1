import type { FaceEngines } from './engine.ts';
import { facepluginEngines } from './faceplugin/faceplugin-engines.ts';
import { humanEngines } from './human/human-engines.ts';
import type { FaceEngineName } from './names.ts';

export interface FaceSettings {
  readonly name: FaceEngineName;
  /** Folder with the models of engines that do not ship; null: there are none. */
  readonly modelsDir: string | null;
}

/** Every set of engines by its name. Another one is one more name and one more line here. */
const makers: Readonly<Record<FaceEngineName, (settings: FaceSettings) => Promise<FaceEngines>>> = {
  human: humanEngines,
  faceplugin: facepluginEngines,
};

const made = new Map<FaceEngineName, Promise<FaceEngines>>();

/** The engines of that name, loaded once in a process. @throws Error where models are missing */
export function faceEngines(settings: FaceSettings): Promise<FaceEngines> {
  const known = made.get(settings.name);
  if (known !== undefined) return known;
  const engines = makers[settings.name](settings);
  made.set(settings.name, engines);
  engines.catch(() => made.delete(settings.name));
  return engines;
}
