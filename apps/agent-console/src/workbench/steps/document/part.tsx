import { Tag } from '@guichet/ui';
import { IconFileText, IconSignature } from '@tabler/icons-react';
import { CalmLine } from '../../flow/kit/calm-line.tsx';
import { CustomerSees } from '../../flow/kit/customer-sees.tsx';
import { Facts } from '../../flow/kit/facts.tsx';
import { Lead } from '../../flow/kit/lead.tsx';
import { Missing } from '../../flow/kit/missing.tsx';
import type { NodePartProps } from '../../flow/node-part.ts';
import { useFlowTexts } from '../../flow/texts/use-flow-texts.ts';
import { Pages } from './pages.tsx';
import classes from './part.module.css';
import { type PaperView, View } from './view.ts';

/** The document on the customer's page: which page is open there, what was read to its end, where it is signed. */
export function Part({ step, act, busy }: NodePartProps) {
  const { t, language } = useFlowTexts();
  const view = View.parse(step.view);
  const { document: paper, phase, title } = view;
  if (paper === null || phase === 'preparing')
    return (
      <>
        <Lead>{title[language]}</Lead>
        <CalmLine>{t('document.preparing')}</CalmLine>
      </>
    );
  return (
    <>
      <Lead>{title[language]}</Lead>
      {phase === 'sealing' ? (
        <CalmLine>{t('document.sealing')}</CalmLine>
      ) : (
        <>
          <CustomerSees>{t('document.sees', { page: view.presentedPage, pages: paper.pages })}</CustomerSees>
          <Pages
            view={view}
            paper={paper}
            busy={busy}
            onPresent={step.actions.includes('present') ? (page) => act('present', { page }) : null}
          />
        </>
      )}
      <Places places={view.places} />
      {phase === 'open' && <Missing items={missingOf(view, t, language)} />}
      <Facts
        rows={[
          { name: t('document.signer'), value: t(`document.signers.${view.signer}`) },
          { name: t('document.hash'), value: <span data-mono>{paper.hash.slice(0, 16)}…</span> },
        ]}
      />
    </>
  );
}

function missingOf({ unread, places }: PaperView, t: ReturnType<typeof useFlowTexts>['t'], language: 'zh-CN' | 'en'): string[] {
  const open = places.filter(({ signed }) => !signed);
  if (unread.length === 0 && open.length === 0) return [t('document.missing.finish')];
  return [
    ...(unread.length > 0 ? [t('document.missing.unread', { pages: unread.join(language === 'en' ? ', ' : '、') })] : []),
    ...(open.length > 0 ? [t('document.missing.places', { count: open.length })] : []),
  ];
}

function Places({ places }: Pick<PaperView, 'places'>) {
  const { t, language } = useFlowTexts();
  if (places.length === 0) return <CalmLine icon={<IconFileText size={16} stroke={1.75} aria-hidden />}>{t('document.noPlaces')}</CalmLine>;
  return (
    <section className={classes['places']} aria-label={t('document.places')}>
      <h3>{t('document.places')}</h3>
      <ul>
        {places.map(({ name, kind, page, by, title, signed }) => (
          <li key={name}>
            <IconSignature size={16} stroke={1.75} aria-hidden />
            <span>
              {title?.[language] ?? t(`document.kinds.${kind}`)}
              <small>{t('document.place', { page, who: t(by === 'guest' ? 'document.guest' : 'document.customer') })}</small>
            </span>
            <Tag tone={signed ? 'brand' : 'neutral'}>{t(signed ? 'document.signed' : 'document.notSigned')}</Tag>
          </li>
        ))}
      </ul>
    </section>
  );
}
