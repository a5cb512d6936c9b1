import { createLazyRoute } from '@tanstack/react-router';
import { PageGuard } from '../app/parts/page-guard.tsx';
import { AssignmentsPage } from './assignments/assignments-page.tsx';
import { AuditPage } from './audit/audit-page.tsx';
import { FiguresPage } from './dashboard/figures-page.tsx';
import { ReviewPage } from './decision/review-page.tsx';
import { QueuePage } from './queue/queue-page.tsx';
import { SamplingPage } from './sampling/sampling-page.tsx';

export const queueRoute = createLazyRoute('/shell/reviews')({
  component: () => (
    <PageGuard page="/reviews">
      <QueuePage />
    </PageGuard>
  ),
});

export const reviewRoute = createLazyRoute('/shell/reviews/$recordingId')({
  component: () => (
    <PageGuard page="/reviews">
      <ReviewPage />
    </PageGuard>
  ),
});

export const assignmentsRoute = createLazyRoute('/shell/assignments')({
  component: () => (
    <PageGuard page="/assignments">
      <AssignmentsPage />
    </PageGuard>
  ),
});

export const samplingRoute = createLazyRoute('/shell/sampling')({
  component: () => (
    <PageGuard page="/sampling">
      <SamplingPage />
    </PageGuard>
  ),
});

export const figuresRoute = createLazyRoute('/shell/figures')({
  component: () => (
    <PageGuard page="/figures">
      <FiguresPage />
    </PageGuard>
  ),
});

export const auditRoute = createLazyRoute('/shell/audit')({
  component: () => (
    <PageGuard page="/audit">
      <AuditPage />
    </PageGuard>
  ),
});
