import type { ContainerReport } from '../container/read-container.ts';
import { type Manifest, mayBeLeftOut } from '../manifest/manifest.ts';
import { expectedNames, Name } from '../sealing/package-layout.ts';
import { CheckId, type CheckResult, type Finding, judged } from './report.ts';

/** How many time-stamps the container holds: they are numbered from 1. */
export function countTimeStamps(names: ReadonlySet<string>): number {
  let count = 0;
  while (names.has(Name.timeStamp(count + 1))) count += 1;
  return count;
}

/** The container's form, and that its entries are those of the profile, in their order, and no other. Without a manifest only its form can be judged. */
export function checkContainer({ entries, problems }: ContainerReport, manifest: Manifest | null): CheckResult {
  const findings: Finding[] = problems.map(({ fault, offset, name }) => ({ fault, offset, ...(name === null ? {} : { path: name }) }));
  if (manifest !== null && problems.length === 0) {
    const names = new Set(entries.map(({ name }) => name));
    // What may be left out; what that means is for `checkFiles` to say.
    const left = new Set(manifest.files.filter(({ kind, path }) => mayBeLeftOut(kind) && !names.has(path)).map(({ path }) => path));
    const expected = expectedNames(manifest, countTimeStamps(names), names.has(Name.logProof)).filter((name) => !left.has(name));
    const known = new Set(expected);
    for (const name of expected) if (!names.has(name)) findings.push({ fault: 'missing', path: name });
    for (const { name, offset } of entries) if (!known.has(name)) findings.push({ fault: 'foreign', path: name, offset });
    if (findings.length === 0) {
      const displaced = entries.find(({ name }, index) => name !== expected[index]);
      if (displaced) findings.push({ fault: 'order', path: displaced.name, offset: displaced.offset });
    }
  }
  return judged(CheckId.container, findings, { entries: entries.length });
}
