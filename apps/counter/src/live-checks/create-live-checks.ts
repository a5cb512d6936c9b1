import type { RulePack } from '@guichet/rules';
import { watchThresholds } from '@guichet/rules/watch';
import type { IdentityChecks } from '../identity/identity-checks.ts';
import type { IdentityEngines } from '../identity/identity-engines.ts';
import type { MediaPlane } from '../nodes/media-plane.ts';
import type { Core } from '../sessions/core.ts';
import { LiveChecks } from './live-checks.ts';
import { comparing } from './live-person.ts';
import { LoggedChecks } from './logged-checks.ts';

interface Parts {
  readonly core: Core;
  readonly media: MediaPlane;
  /** Null: nobody looks at faces, everything else is checked all the same. */
  readonly engines: IdentityEngines | null;
  readonly identity: IdentityChecks;
  /** Whose rules say from when on something is worth a warning. */
  readonly packs: readonly RulePack[];
}

/** Watches every recorded call from now on. */
export function createLiveChecks({ core, media, engines, identity, packs }: Parts): LiveChecks {
  core.log.followedBy(new LoggedChecks());
  const checks = new LiveChecks({
    ...{ core, media },
    lookForFaces: engines === null ? null : (picture) => engines.findFaces(picture),
    compare: comparing({ core, identity, engines, packs }),
    thresholds: watchThresholds(packs),
  });
  checks.start();
  return checks;
}
