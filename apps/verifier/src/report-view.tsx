import {
  CheckId,
  checkOutcomeText,
  checkText,
  findingText,
  Outcome,
  retentionText,
  type VerificationReport,
} from '@guichet/evidence/verification';
import { IconCertificate, IconCircleCheckFilled, IconCircleMinus, IconCircleXFilled, IconMapPin } from '@tabler/icons-react';
import { ChunkStrips } from './chunk-strips.tsx';
import { FileButton } from './file-button.tsx';
import { hashText, momentText } from './formats.ts';
import { placesOf } from './places.ts';
import type { Belief } from './sort-files.ts';
import { useTexts } from './texts/use-texts.ts';
import { VerdictCard } from './verdict-card.tsx';

const SHOWN_PLACES = 12;

interface ReportViewProps {
  readonly report: VerificationReport;
  readonly belief: Belief;
  readonly onFiles: (files: readonly File[]) => void;
}

export function ReportView({ report, belief, onFiles }: ReportViewProps) {
  return (
    <>
      <VerdictCard report={report} />
      <Places report={report} />
      <div className="columns">
        <Checks report={report} />
        <Contents report={report} />
      </div>
      {report.contents && <ChunkStrips recordings={report.contents.recordings} checks={report.checks} />}
      <TrustPanel belief={belief} onFiles={onFiles} />
    </>
  );
}

function Places({ report }: { readonly report: VerificationReport }) {
  const { t, language } = useTexts();
  const places = placesOf(report).map((finding) => findingText(finding)[language]);
  if (places.length === 0) return null;
  const hidden = places.length - SHOWN_PLACES;
  return (
    <section className="panel places">
      <h2>
        <IconMapPin size={20} stroke={1.6} aria-hidden />
        {t('where')}
      </h2>
      <ul>
        {places.slice(0, SHOWN_PLACES).map((place, index) => (
          <li key={`${index} ${place}`}>{place}</li>
        ))}
        {hidden > 0 && <li>{t('more', { count: hidden })}</li>}
      </ul>
    </section>
  );
}

const MARKS = {
  [Outcome.pass]: <IconCircleCheckFilled className="ok" size={20} aria-hidden />,
  [Outcome.fail]: <IconCircleXFilled className="bad" size={20} aria-hidden />,
  [Outcome.notEvaluated]: <IconCircleMinus className="none" size={20} stroke={1.6} aria-hidden />,
};

function Checks({ report }: { readonly report: VerificationReport }) {
  const { t, language } = useTexts();
  return (
    <section className="panel">
      <h2>{t('checks')}</h2>
      <ul className="checks">
        {report.checks.map((check) => (
          <li key={check.id} data-outcome={check.outcome}>
            {MARKS[check.outcome]}
            <span>{checkText[check.id][language]}</span>
            <small>{checkOutcomeText(check)[language]}</small>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Contents({ report: { contents, checks } }: { readonly report: VerificationReport }) {
  const { t, language } = useTexts();
  if (contents === null) return null;
  const signer = checks.find(({ id }) => id === CheckId.signer)?.facts['sha256'];
  const rows: readonly (readonly [string, string, boolean])[] = [
    [t('institution'), contents.institution, false],
    [t('sealedAt'), momentText(contents.sealedAtMs), false],
    ...(contents.retention === null ? [] : [[t('keptUntil'), retentionText(contents.retention)[language], false] as const]),
    [t('session'), contents.sessionId, true],
    [t('events'), String(contents.events), false],
    [t('documents'), String(contents.documents), false],
    [t('root'), hashText(contents.root), true],
    ...(signer === undefined ? [] : [[t('signerPrint'), hashText(String(signer)), true] as const]),
  ];
  return (
    <section className="panel">
      <h2>{t('what')}</h2>
      <dl className="facts">
        {rows.map(([name, value, isCode]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className={isCode ? 'code' : undefined}>{value}</dd>
          </div>
        ))}
      </dl>
      <p className="hint">{t('notCompliance')}</p>
    </section>
  );
}

function TrustPanel({ belief, onFiles }: Omit<ReportViewProps, 'report'>) {
  const { t } = useTexts();
  const held = [
    belief.certificates.length > 0 ? t('trustCertificates', { count: belief.certificates.length }) : t('trustNobody'),
    ...(belief.log ? [`${t('trustLog')}: ${belief.log.name}`] : []),
    ...(belief.receipt ? [t('trustReceipt')] : []),
  ];
  return (
    <section className="panel trust">
      <h2>{t('trust')}</h2>
      <p>{held.join(' · ')}</p>
      <FileButton size="lg" icon={<IconCertificate size={16} stroke={1.75} aria-hidden />} onFiles={onFiles}>
        {t('trustAdd')}
      </FileButton>
    </section>
  );
}
