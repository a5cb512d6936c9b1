import { z } from 'zod';
import { defineEvaluator, found, moment, text } from './evaluator.ts';

/** The seal of every signed document verifies, and is of a kind that the rule accepts. */
export const signaturesVerify = defineEvaluator({
  parameters: z.object({ signerKinds: z.array(z.string().max(64)).min(1).nullable().default(null) }),
  needs: () => ['documents'] as const,
  evaluate: ({ documents }, { signerKinds }) => {
    const unclear = documents.some(({ places }) => places === null);
    const signed = documents.filter(({ places, seal }) => seal !== null || (places !== null && places > 0));
    if (signed.length === 0) return found('not_evaluated', text('没有需要签署的文件。', 'There is no document to be signed.'));
    const moments = signed.map(({ seal, shown }) => moment(seal?.sealed ?? shown, text('签章', 'Seal')));
    if (signed.some(({ seal }) => seal === null)) return found('fail', text('有文件没有签章。', 'A document was not sealed.'), moments);
    if (signed.some(({ seal }) => seal?.verifies === false))
      return found('fail', text('有签章验证不通过。', 'A seal does not verify.'), moments);
    if (signerKinds !== null && signed.some(({ seal }) => seal !== null && !signerKinds.includes(seal.signerKind)))
      return found('fail', text('签章方式不是所要求的。', 'A seal is not of the kind that is asked for.'), moments);
    if (unclear || signed.some(({ seal }) => seal?.verifies !== true))
      return found('not_evaluated', text('有签章未能验证。', 'A seal could not be verified.'), moments);
    return found('pass', text(`${signed.length} 个签章均验证通过。`, `Seals that verify: ${signed.length}.`), moments);
  },
});
