import type { LocalText } from '@guichet/protocol';
import type { CompiledFlow } from '../engine/compiled-flow.ts';
import { type Scope, scopeOf } from './control-flow.ts';
import { proveObligation } from './explore-flow.ts';
import { orderingKinds, recordingKinds } from './ordering/all.ts';
import { type AskedFlow, askedFlow, isSale, type NamedObligation, text } from './ordering/asked.ts';
import { isSigned } from './ordering/documents.ts';
import type { ProofPack, ProofRule } from './proof-rule.ts';
import type { PathStep } from './trail.ts';

/** What the proof says of one rule. What could not be decided is `not_evaluated`, never `proved`. */
export interface RuleProof extends Pick<ProofRule, 'title' | 'citation' | 'severity'> {
  readonly ruleId: string;
  readonly packId: string;
  readonly packVersion: number;
  readonly outcome: 'proved' | 'violated' | 'not_evaluated';
  /** A flow with a binding rule that is not proved is not published. Rules that only a recording can answer bind nobody here. */
  readonly binding: boolean;
  readonly reason: LocalText;
  /** A shortest path on which it is broken, or may be; empty where there is none. */
  readonly path: readonly PathStep[];
  readonly mend: LocalText | null;
}

export interface FlowProof {
  /** Every binding rule is proved, and there is one. */
  readonly proved: boolean;
  readonly packs: readonly { readonly id: string; readonly version: number }[];
  readonly rules: readonly RuleProof[];
}

type Found = Pick<RuleProof, 'outcome' | 'binding' | 'reason' | 'path' | 'mend'>;

/**
 * Whether the packs' ordering rules hold on all paths of a flow: through loops, parallel branches in every interleaving, sub-flows, failures,
 * time limits, escalation, going back, cancelling. `Explorer` says how, and what is taken to be possible that may not be; so a path that
 * is shown may need conditions to come out in a way that they never do, but what is proved holds for every run. Give it packs
 * of which only rules in force are left. Pure, and the same each time.
 */
export function proveFlow(flow: CompiledFlow, packs: readonly ProofPack[]): FlowProof {
  const scope = scopeOf(flow);
  const asked = askedFlow(flow);
  const rules = packs.flatMap(({ id, version, rules: all }) =>
    all
      .filter((rule) => rule.on && isAbout(flow, rule))
      .map(
        (rule): RuleProof => ({
          ruleId: rule.id,
          packId: id,
          packVersion: version,
          title: rule.title,
          citation: rule.citation,
          severity: rule.severity,
          ...proveRule(scope, asked, rule),
        }),
      ),
  );
  const binding = rules.filter((rule) => rule.binding);
  return {
    proved: binding.length > 0 && binding.every(({ outcome }) => outcome === 'proved'),
    packs: packs.map(({ id, version }) => ({ id, version })),
    rules,
  };
}

/** What keeps a flow from being published, or shows on its path where it would break a rule. */
export const unproved = ({ rules }: FlowProof): readonly RuleProof[] =>
  rules.filter(({ binding, outcome }) => binding && outcome !== 'proved');

function isAbout({ definition: { channel, product } }: CompiledFlow, { appliesTo }: ProofRule): boolean {
  return (appliesTo.channel?.includes(channel) ?? true) && (appliesTo.product?.includes(product) ?? true);
}

function proveRule(scope: Scope, flow: AskedFlow, { evaluator, parameters, appliesTo }: ProofRule): Found {
  const kind = Object.hasOwn(orderingKinds, evaluator) ? orderingKinds[evaluator] : undefined;
  const ofSale = appliesTo.sale === true;
  if (kind === undefined)
    return recordingKinds.includes(evaluator)
      ? atRecording()
      : undecided(text('不认识的规则种类。', 'A kind of rule that the proof does not know.'));
  if (kind.onlySales && !ofSale) return atRecording();
  if (appliesTo.customer !== null)
    return beyond(
      text('是否适用取决于客户，办理时才知道。', 'Whether it applies hangs on the customer, who is known in the session only.'),
    );
  const parsed = kind.parameters.safeParse(parameters);
  if (!parsed.success) return undecided(text('不认识的规则参数。', 'Parameters that the proof does not know.'));
  if (ofSale && !flow.nodes.some(({ compiled }) => isSale(compiled))) return withoutSale(flow, appliesTo.product !== null);
  const asked = kind.ask(flow, parsed.data, ofSale);
  return 'undecided' in asked ? undecided(asked.undecided) : proveAll(scope, asked.obligations);
}

/** Of what is broken the shortest path; of what is only doubtful as well, where nothing is broken. */
function proveAll(scope: Scope, obligations: readonly NamedObligation[]): Found {
  const found = obligations.flatMap((obligation) => {
    const proof = proveObligation(scope, obligation);
    return proof.outcome === 'proved' ? [] : [{ ...proof, obligation }];
  });
  const worst = found.filter(({ outcome }) => outcome === 'violated');
  const [shown] = (worst.length > 0 ? worst : found).toSorted((a, b) => a.path.length - b.path.length);
  if (shown === undefined)
    return { outcome: 'proved', binding: true, reason: text('所有路径均符合。', 'It holds on every path.'), path: [], mend: null };
  const { outcome, path, obligation } = shown;
  const at = path.at(-1)?.node ?? '';
  const { missing, mend } = obligation;
  return {
    outcome,
    binding: true,
    reason:
      outcome === 'violated'
        ? text(`有路径到达“${at}”：${missing['zh-CN']}。`, `A path comes to “${at}”: ${missing.en}.`)
        : text(
            `到达“${at}”的路径取决于表达式，无法判断：${missing['zh-CN']}？`,
            `On the path to “${at}” it hangs on an expression, so this could not be decided: ${missing.en}?`,
          ),
    path,
    mend: text(
      mend['zh-CN'].replaceAll('{}', () => at),
      mend.en.replaceAll('{}', () => at),
    ),
  };
}

const beyond = (reason: LocalText): Found => ({ outcome: 'not_evaluated', binding: false, reason, path: [], mend: null });
const undecided = (reason: LocalText): Found => ({ outcome: 'not_evaluated', binding: true, reason, path: [], mend: null });
const atRecording = (): Found => beyond(text('由每次录像判断，流程本身无法证明。', 'Every recording is asked; no flow can prove it.'));

/** A flow that concludes nothing has nothing to prove; one in which customers sign does, and only fails to say where. */
function withoutSale(flow: AskedFlow, isOfProduct: boolean): Found {
  if (!isOfProduct || flow.nodes.every((node) => isSigned(node) === false))
    return beyond(text('流程中没有办成业务的节点。', 'No node of the flow concludes any business.'));
  return {
    ...undecided(
      text(
        '客户在流程中签字，但没有标明在哪个节点办成业务，无法判断。',
        'The customer signs, but no node says that business is concluded there, so nothing could be decided.',
      ),
    ),
    mend: text('给办成业务的节点加上标签“sale”。', 'Give the node in which business is concluded the tag “sale”.'),
  };
}
