import { Session } from 'node:inspector/promises';
import { openDocumentReader } from '@guichet/identity';
import { DRAWN_TYPES, drawDocument, levels, SeededRandom, takePicture } from '@guichet/identity/testing';
import { expect, test } from 'vitest';
import { onlyFor, partsOf, READER } from './reader-fingerprint.ts';

test('a document is read by what is only for its own kind and by nothing that is only for others, though it is held against all', async () => {
  const { files } = await partsOf(READER);
  const only = await Promise.all(DRAWN_TYPES.map(async (type) => ({ type, files: await onlyFor(type, files) })));
  const reader = await openDocumentReader();
  const session = new Session();
  session.connect();
  try {
    await session.post('Profiler.enable');
    await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
    for (const type of DRAWN_TYPES) {
      const random = new SeededRandom(20_261_123);
      const { jpeg } = await takePicture(drawDocument(type, random), levels['mild-1080p'](random), random);
      await session.post('Profiler.takePreciseCoverage');
      const { outcome } = await reader.read(jpeg, { type: null, today: '2026-06-01' });
      const { result } = await session.post('Profiler.takePreciseCoverage');
      const ran = result.filter(({ functions }) =>
        functions.some(({ functionName, ranges }) => functionName !== '' && (ranges[0]?.count ?? 0) > 0),
      );
      const ofKinds = only.flatMap((each) => each.files.filter((file) => ran.some(({ url }) => url.endsWith(file))));
      expect({ type, outcome, ofKinds }).toEqual({ type, outcome: 'accepted', ofKinds: only.find((each) => each.type === type)?.files });
    }
  } finally {
    session.disconnect();
    await reader.close();
  }
}, 60_000);
