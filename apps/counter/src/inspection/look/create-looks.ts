import { join } from 'node:path';
import type { RecordingId } from '@guichet/protocol';
import type { RulePack } from '@guichet/rules';
import { mayProcessFace } from '../../identity/face-consent.ts';
import type { IdentityChecks } from '../../identity/identity-checks.ts';
import type { IdentitySettings } from '../../identity/identity-settings.ts';
import type { Log } from '../../log.ts';
import type { RecordingFiles } from '../../recordings/recording-files.ts';
import type { Core } from '../../sessions/core.ts';
import { PooledEyes } from './face-eyes.ts';
import { PromptFinder } from './prompt-finder.ts';
import { RecordingLooks } from './recording-looks.ts';

interface LookParts {
  readonly core: Core;
  readonly packs: readonly RulePack[];
  readonly files: RecordingFiles;
  readonly identity: IdentityChecks;
  readonly engines: IdentitySettings;
  readonly log: Log;
}

const pathIn =
  (files: RecordingFiles) =>
  async (recordingId: RecordingId, name: string): Promise<string> =>
    join(await files.folderOf(recordingId, name), name);

/** Looks for what the virtual agent said; null where there is none. */
export function createPrompts({
  command,
  files,
  log,
}: Pick<LookParts, 'files' | 'log'> & { readonly command: readonly string[] | null }): PromptFinder | null {
  return command === null ? null : new PromptFinder({ command, pathOf: pathIn(files), logger: log });
}

/** Looks at recordings with the engines that are configured. A face is compared only where the customer's last word on that was a yes. */
export function createLooks({ core, packs, files, identity, engines: { engine, modelsDir }, log }: LookParts): RecordingLooks {
  return new RecordingLooks({
    ...{ packs, log, database: core.database, clock: core.clock },
    pathOf: pathIn(files),
    referenceOf: async (sessionId) => {
      if (!(await mayProcessFace(core, sessionId))) return null;
      return (await identity.latestStill(sessionId, { check: 'face_match' }))?.jpeg ?? null;
    },
    openEyes: engine === null ? null : () => new PooledEyes({ faces: { name: engine, modelsDir } }),
  });
}
