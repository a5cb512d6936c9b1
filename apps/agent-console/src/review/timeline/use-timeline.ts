import type { RecordingDetail, RecordingId, Timeline } from '@guichet/protocol';
import { queryOptions, useQuery } from '@tanstack/react-query';
import type { HttpClient } from '../../app/http-client.ts';
import { type Services, useServices } from '../../app/services.ts';

/** While waveforms and blurred pictures are being made, or it is inspected, they are asked for this often. */
const REFRESH_MS = 2_000;
/** How often a recording is asked for that is not ready yet; and one whose call is over, which is a matter of moments. */
const NOT_READY_MS = 1_000;
const ALMOST_READY_MS = 400;

export const timelineKey = (recordingId: string) => ['timeline', recordingId] as const;

type Fetching = Pick<Services, 'http' | 'queries'>;

const recordingQuery = ({ http, queries }: Fetching, recordingId: RecordingId) =>
  queryOptions({
    queryKey: ['recording', recordingId],
    queryFn: async ({ signal }) => {
      const recording = await http.request('recordings.read', { params: { recordingId }, signal });
      // What was asked for ahead of time says nothing of a recording that was not ready then.
      if (recording.status !== 'ready') queries.removeQueries({ queryKey: timelineKey(recordingId) });
      return recording;
    },
  });

const timelineQuery = (http: HttpClient, recordingId: RecordingId) =>
  queryOptions({
    queryKey: timelineKey(recordingId),
    queryFn: ({ signal }) => http.request('recordings.timeline', { params: { recordingId }, signal }),
    staleTime: 60_000,
  });

/** Asks for both at once, while the page's own script is still on its way. */
export function fetchAhead(services: Fetching, recordingId: RecordingId): void {
  void services.queries.prefetchQuery(recordingQuery(services, recordingId));
  void services.queries.prefetchQuery(timelineQuery(services.http, recordingId));
}

/** A recording, asked for again until it can be played or never will. */
export function useRecording(recordingId: RecordingId | null) {
  const services = useServices();
  return useQuery({
    ...recordingQuery(services, recordingId ?? ('' as RecordingId)),
    enabled: recordingId !== null,
    refetchInterval: ({ state: { data } }) => {
      if (data?.status === 'ready' || data?.status === 'failed') return false;
      return data?.status === 'stopped' || data?.status === 'muxing' ? ALMOST_READY_MS : NOT_READY_MS;
    },
    // What is being played must not be taken away by a look at whether it has changed.
    refetchOnWindowFocus: false,
  });
}

/** Everything of the recording on one clock, as this viewer may see it. */
export function useTimeline({ recordingId, status }: Pick<RecordingDetail, 'recordingId' | 'status'>) {
  const { http } = useServices();
  return useQuery({
    ...timelineQuery(http, recordingId),
    enabled: status === 'ready',
    refetchInterval: ({ state: { data } }) => (data?.material === 'pending' || data?.inspectionProgress != null ? REFRESH_MS : false),
    refetchOnWindowFocus: false,
  });
}

/** The tracks under the addresses of the pictures that this viewer gets: another picture is another address, so that no old one is shown on. */
export function withPictures(recording: RecordingDetail, timeline: Timeline | undefined): RecordingDetail {
  if (timeline === undefined) return recording;
  const pictures = new Map(timeline.parties.flatMap(({ tracks }) => tracks.map(({ trackId, picture }) => [trackId, picture] as const)));
  return {
    ...recording,
    parties: recording.parties.map((party) => {
      const known = timeline.parties.find(({ participantId }) => participantId === party.participantId);
      return timeline.masked || known === undefined ? party : { ...party, displayName: known.displayName };
    }),
    tracks: recording.tracks.map((track) => {
      const picture = pictures.get(track.trackId) ?? 'none';
      if (track.url === null || picture === 'none') return track;
      return { ...track, url: picture === 'pending' ? null : `${track.url}?picture=${picture}` };
    }),
  };
}
