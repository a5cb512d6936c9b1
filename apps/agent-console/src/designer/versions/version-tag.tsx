import type { FlowVersionStatus } from '@guichet/protocol';
import { Tag, type Tone } from '@guichet/ui';
import { IconArchive, IconCheck, IconChecks, IconEye, IconPencil } from '@tabler/icons-react';
import { useDesignerTexts } from '../texts/use-designer-texts.ts';

const LOOKS: Readonly<Record<FlowVersionStatus, { readonly tone: Tone; readonly icon: typeof IconCheck }>> = {
  draft: { tone: 'brand', icon: IconPencil },
  validated: { tone: 'brand', icon: IconChecks },
  in_review: { tone: 'warn', icon: IconEye },
  published: { tone: 'ok', icon: IconCheck },
  retired: { tone: 'neutral', icon: IconArchive },
};

export function VersionTag({ status }: { readonly status: FlowVersionStatus }) {
  const { t } = useDesignerTexts();
  const { tone, icon: Icon } = LOOKS[status];
  return (
    <Tag tone={tone} icon={<Icon aria-hidden />}>
      {t(`status.${status}`)}
    </Tag>
  );
}
