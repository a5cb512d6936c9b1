import { AppError, type FlowVersionView } from '@guichet/protocol';
import { errorText } from '@guichet/ui';
import { useState } from 'react';
import { useServices } from '../../app/services.ts';
import type { DraftSaver } from '../drafts/draft-saver.ts';
import type { Draft } from '../edit/draft.ts';
import type { Findings } from '../problems/use-proof.ts';
import { useDesignerTexts } from '../texts/use-designer-texts.ts';

interface Submitting {
  readonly draft: Draft;
  readonly saver: DraftSaver | null;
  readonly version: FlowVersionView | null;
  readonly findings: Findings;
  readonly onSubmitted: () => void;
}

/** Hands a draft to a second person: saved first, and only what was proved. `offReason` says what is still missing. */
export function useSubmit({ draft, saver, version, findings, onSubmitted }: Submitting) {
  const { t, language } = useDesignerTexts();
  const { http, toasts } = useServices();
  const [busy, setBusy] = useState(false);
  const { problems, proof, isProving } = findings;
  const submit = async () => {
    if (saver === null || version === null) return;
    setBusy(true);
    try {
      await saver.save();
      const hash = saver.baseHash;
      if (saver.state.get().kind !== 'saved' || hash === null) throw new AppError('draft_changed');
      await http.request('flows.submit', { params: { flow: draft.key, version: String(version.version) }, body: { hash } });
      toasts.show('ok', t('submit.done'));
      onSubmitted();
    } catch (thrown) {
      toasts.show('danger', errorText(AppError.from(thrown), language));
    }
    setBusy(false);
  };
  const offReason = (): string | null => {
    if (draft.nodes.length === 0) return t('submit.empty');
    if (problems.length > 0) return t('submit.problems', { count: problems.length });
    if (isProving || proof === null) return t('submit.proving');
    if (!proof.proved)
      return t('submit.unproved', { count: proof.rules.filter(({ binding, outcome }) => binding && outcome !== 'proved').length });
    return version === null ? t('submit.unsaved') : null;
  };
  return { busy, submit, offReason: offReason() };
}
