import type { Language } from '@guichet/protocol';
import { type DraftNode, manifestOf } from '../edit/draft.ts';
import type { DesignerSay } from '../texts/use-designer-texts.ts';

const lengthAt = (node: DraftNode, key: string): number => {
  const list = node.config[key];
  return Array.isArray(list) ? list.length : 0;
};

/** Who acts at a step; nobody where its configuration is such that it cannot be said. */
export function actorsOf(node: DraftNode): readonly string[] {
  const manifest = manifestOf(node.type);
  const config = manifest?.config.safeParse(node.config);
  try {
    return manifest?.actors(config?.success === true ? config.data : node.config) ?? [];
  } catch {
    return [];
  }
}

/** What must be the case while it is worked on. */
export function needsOf(node: DraftNode): readonly string[] {
  const manifest = manifestOf(node.type);
  const config = manifest?.config.safeParse(node.config);
  try {
    return manifest?.needs(config?.success === true ? config.data : node.config) ?? [];
  } catch {
    return [];
  }
}

/** The second line of a step: who acts, and how much there is. */
export function stepLine(node: DraftNode, t: DesignerSay, language: Language): string {
  const type = manifestOf(node.type)?.title[language] ?? node.type;
  const actors = actorsOf(node)
    .map((role) => t(`actor.${role}` as 'actor.agent'))
    .join(language === 'en' ? ', ' : '、');
  const size = sizeOf(node, t);
  if (node.type === 'end') return t('line.outcome', { outcome: t.orName('port', String(node.config['outcome'] ?? '')) });
  if (node.type === 'sub-flow') return `${String(node.config['flow'] ?? '')} v${String(node.config['version'] ?? '')}`;
  return [actors === '' ? type : actors, size].filter((part) => part !== '').join(' · ');
}

function sizeOf(node: DraftNode, t: DesignerSay): string {
  switch (node.type) {
    case 'script':
    case 'virtual-agent':
      return t('line.lines', { count: lengthAt(node, 'lines') });
    case 'form':
      return t('line.fields', { count: lengthAt(node, 'fields') });
    case 'risk-assessment':
      return t('line.questions', { count: lengthAt(node, 'questions') });
    case 'question':
      return t('line.choices', { count: lengthAt(node, 'choices') });
    case 'service':
      return String(node.config['operation'] ?? '');
    case 'fork':
      return t('line.branches', { count: lengthAt(node, 'branches') });
    default:
      return '';
  }
}
