import type { LocalText } from '@guichet/protocol';
import { z } from 'zod';
import type { DocumentFact } from '../facts.ts';
import { defineEvaluator, found, moment, text } from './evaluator.ts';

/** Every document that was shown was read to its end and signed wherever it has a place to sign. */
export const documentsReadAndSigned = defineEvaluator({
  parameters: z.object({
    atLeast: z.number().int().positive().default(1),
    /** Of how many at least the customer signed. */
    signedAtLeast: z.number().int().nonnegative().default(1),
    read: z.boolean().default(true),
  }),
  needs: () => ['documents'] as const,
  evaluate: ({ documents }, { atLeast, signedAtLeast, read }) => {
    const problems = documents.flatMap((document) => {
      const what = problemOf(document, read);
      return what === null ? [] : [{ ...what, document }];
    });
    const moments = problems.map(({ label, document }) => moment(document.shown, label));
    if (documents.length < atLeast)
      return found(
        'fail',
        text(`应出示 ${atLeast} 份文件，实际 ${documents.length} 份。`, `Documents shown: ${documents.length} of ${atLeast}.`),
      );
    const wrong = problems.filter(({ result }) => result === 'fail');
    if (wrong.length > 0)
      return found('fail', text('有文件未读完或未签署。', 'Some documents were not read to the end, or not signed.'), moments);
    if (problems.length > 0)
      return found('not_evaluated', text('有文件的阅读情况无从得知。', 'Of some documents nobody knows whether they were read.'), moments);
    const signed = documents.filter(({ places, written }) => places !== null && places > 0 && written >= places);
    if (signed.length < signedAtLeast)
      return found(
        'fail',
        text(`应签署 ${signedAtLeast} 份文件，实际 ${signed.length} 份。`, `Documents signed: ${signed.length} of ${signedAtLeast}.`),
      );
    return found(
      'pass',
      text(`${documents.length} 份文件均已读完并签署。`, `Documents read and signed: ${documents.length}.`),
      documents.map(({ finished, shown }) => moment(finished ?? shown, text('文件完成', 'A document was finished'))),
    );
  },
});

function problemOf(document: DocumentFact, read: boolean): { readonly result: 'fail' | 'not_evaluated'; readonly label: LocalText } | null {
  const { declined, finished, pages, pagesRead, places, written } = document;
  if (declined !== null) return { result: 'fail', label: text('客户拒签', 'The customer declined to sign') };
  if (finished === null) return { result: 'fail', label: text('文件未完成', 'Not finished') };
  if (places === null) return { result: 'not_evaluated', label: text('不知有几处签字', 'Nobody knows where it is to be signed') };
  if (written < places)
    return { result: 'fail', label: text(`${places} 处签字，签了 ${written} 处`, `Signed at ${written} of ${places} places`) };
  if (!read) return null;
  if (pages === null || pagesRead === null)
    return { result: 'not_evaluated', label: text('阅读情况不明', 'Nobody knows whether it was read') };
  const unread = pages - new Set(pagesRead.filter((page) => page <= pages)).size;
  return unread > 0 ? { result: 'fail', label: text(`${unread} 页没有读到末尾`, `Pages not read to their end: ${unread}`) } : null;
}
