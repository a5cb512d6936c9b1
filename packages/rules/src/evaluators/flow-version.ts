import { z } from 'zod';
import { defineEvaluator, found, moment, text } from './evaluator.ts';

/** The session ran a version of its flow that was in force, as it was published, and that a second person had released. */
export const flowVersion = defineEvaluator({
  parameters: z.object({ secondPerson: z.boolean().default(true) }),
  needs: () => ['flow'] as const,
  evaluate: ({ flow }, { secondPerson }) => {
    const { key, version, started, unchanged, published } = flow;
    const moments = [moment(started, text(`流程 ${key} 第 ${version} 版`, `Flow ${key}, version ${version}`))];
    if (unchanged === false) return found('fail', text('流程定义与运行时不一致。', 'The definition is not the one that was run.'), moments);
    if (published === false) return found('fail', text('运行的流程版本未发布。', 'The version that was run was not published.'), moments);
    if (secondPerson && flow.secondPerson === false)
      return found('fail', text('流程由作者本人发布，未经他人复核。', 'Its author released the flow without a second person.'), moments);
    if (unchanged === null || published === null)
      return found('not_evaluated', text('流程版本已无从核对。', 'The version cannot be looked up any more.'), moments);
    if (secondPerson && flow.secondPerson === null)
      return found(
        'warn',
        text('流程随产品提供，未见本机构人员复核。', 'The flow came with the product; nobody of the institution released it.'),
        moments,
      );
    return found('pass', text('运行的是在用的已发布版本。', 'A published version ran, as it was in force.'), moments);
  },
});
