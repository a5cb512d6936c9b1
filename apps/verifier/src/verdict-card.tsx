import { CheckId, Outcome, Verdict, type VerificationReport } from '@guichet/evidence/verification';
import { Button } from '@guichet/ui';
import { IconPrinter, IconShieldCheck, IconShieldQuestion, IconShieldX } from '@tabler/icons-react';
import { momentText } from './formats.ts';
import { placesOf } from './places.ts';
import { useTexts } from './texts/use-texts.ts';

const ICONS = { [Verdict.genuine]: IconShieldCheck, [Verdict.unconfirmed]: IconShieldQuestion, [Verdict.notGenuine]: IconShieldX };

/** The answer, in one sentence. */
export function VerdictCard({ report }: { readonly report: VerificationReport }) {
  const { t } = useTexts();
  const { verdict } = report;
  const Icon = ICONS[verdict];
  const { title, line } = useVerdictWords(report);
  return (
    <section className="verdict" data-verdict={verdict} role={verdict === Verdict.notGenuine ? 'alert' : 'status'}>
      <span className="mark">
        <Icon size={32} stroke={2} aria-hidden />
      </span>
      <div>
        <h2>{title}</h2>
        <p>{line}</p>
      </div>
      <Button size="lg" icon={<IconPrinter size={16} stroke={1.75} aria-hidden />} onClick={() => print()}>
        {t('print')}
      </Button>
    </section>
  );
}

function useVerdictWords(report: VerificationReport): { readonly title: string; readonly line: string } {
  const { t } = useTexts();
  const { verdict, checks, contents } = report;
  const failed = checks.filter(({ outcome }) => outcome === Outcome.fail);
  const signer = checks.find(({ id }) => id === CheckId.signer);
  switch (verdict) {
    case Verdict.genuine:
      return {
        title: t('genuine'),
        line: t('genuineLine', { name: String(signer?.facts['name'] ?? ''), date: momentText(contents?.sealedAtMs ?? 0) }),
      };
    case Verdict.unconfirmed:
      return { title: t('unconfirmed'), line: t('unconfirmedLine') };
    case Verdict.notGenuine: {
      // Another signer alone says nothing about a change.
      const isOnlySigner = failed.every(({ id }) => id === CheckId.signer);
      return {
        title: t(isOnlySigner ? 'notGenuineUntrusted' : 'notGenuine'),
        line: t('notGenuineLine', { count: placesOf(report).length }),
      };
    }
  }
}
