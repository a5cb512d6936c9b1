import type { IdentityEngines } from '../identity/identity-engines.ts';
import type { MediaPlane } from '../nodes/media-plane.ts';
import type { Core } from '../sessions/core.ts';
import { LiveChecks } from './live-checks.ts';
import { LoggedChecks } from './logged-checks.ts';

/** Watches every recorded call from now on. @param engines null: nobody looks at faces, everything else is checked all the same */
export function createLiveChecks(core: Core, media: MediaPlane, engines: IdentityEngines | null): LiveChecks {
  core.log.followedBy(new LoggedChecks());
  const checks = new LiveChecks({ core, media, lookForFaces: engines === null ? null : (picture) => engines.findFaces(picture) });
  checks.start();
  return checks;
}
