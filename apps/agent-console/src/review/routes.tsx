import { createLazyRoute } from '@tanstack/react-router';
import { PageGuard } from '../app/parts/page-guard.tsx';
import { RecordingsPage } from './recordings-page.tsx';
import { ReplayPage } from './replay-page.tsx';
import { SearchPage } from './search/search-page.tsx';

export const recordingsRoute = createLazyRoute('/shell/recordings')({
  component: () => (
    <PageGuard page="/recordings">
      <RecordingsPage />
    </PageGuard>
  ),
});

export const replayRoute = createLazyRoute('/shell/recordings/$recordingId')({
  component: () => (
    <PageGuard page="/recordings">
      <ReplayPage />
    </PageGuard>
  ),
});

export const searchRoute = createLazyRoute('/shell/search')({
  component: () => (
    <PageGuard page="/search">
      <SearchPage />
    </PageGuard>
  ),
});
