import { CheckId, type CheckResult, type PackageContents } from '@guichet/evidence/verification';
import { useTexts } from './texts/use-texts.ts';

interface ChunkStripsProps {
  readonly recordings: PackageContents['recordings'];
  readonly checks: readonly CheckResult[];
}

/** A strip a recording, a mark a chunk: where in the recording something doesn't hold. */
export function ChunkStrips({ recordings, checks }: ChunkStripsProps) {
  const { t } = useTexts();
  if (recordings.length === 0) return null;
  const findings = checks.filter(({ id }) => id === CheckId.recordings || id === CheckId.receipt).flatMap((check) => check.findings);
  return (
    <section className="panel">
      <h2>
        {t('chunks')}
        <small>{t('chunksHint')}</small>
      </h2>
      <ul className="strips">
        {recordings.map(({ recordingId, chunks }, index) => {
          const bad = new Set(findings.filter((finding) => finding.recordingId === recordingId).map(({ chunk }) => chunk ?? 1));
          const good = Math.max(0, chunks - bad.size);
          return (
            <li key={recordingId}>
              <span>{t('recording', { number: index + 1 })}</span>
              <svg viewBox={`0 0 ${Math.max(1, chunks)} 16`} preserveAspectRatio="none" aria-hidden>
                <rect className="whole" x={0} y={3} width={chunks} height={10} />
                {Array.from(bad, (chunk) => (
                  <rect key={chunk} className="bad" x={Math.min(chunk, chunks) - 1} y={0} width={Math.max(1, chunks / 200)} height={16} />
                ))}
              </svg>
              <span className={bad.size > 0 ? 'count bad' : 'count'}>{`${good} / ${chunks}`}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
