import type { RecordingDetail } from '@guichet/protocol';
import { FactValue } from '../app/parts/fact-value.tsx';
import { useSignedIn } from '../app/parts/page-guard.tsx';
import { hasRole } from '../app/staff-session.ts';
import { useTexts } from '../app/texts/use-texts.ts';

interface CustomerNameProps {
  readonly recording: RecordingDetail;
  /** As the page calls the customer: masked, or a word for one whom the bank does not know. */
  readonly name: string;
}

/** The customer of a recording, masked; whoever reviews can have the name in full for a while, with a reason that is kept. */
export function CustomerName({ recording, name }: CustomerNameProps) {
  const { t } = useTexts();
  const staff = useSignedIn();
  const mayReveal = recording.customerName !== null && staff !== null && hasRole(staff, 'supervisor', 'reviewer');
  if (!mayReveal) return <>{name}</>;
  return <FactValue sessionId={recording.sessionId} name="name" label={t('fact.name')} value={name} masked />;
}
