import {
  type Actor,
  type CallId,
  type NodeId,
  type NodeReport,
  type ParticipantId,
  type RecordingId,
  type ReportId,
  type RoomId,
  type SessionId,
} from '@guichet/protocol';
import { afterCommit, type Tx } from '../database/database.ts';
import type { Call, CallParticipant } from '../database/generated/client.ts';
import type { MediaPlane } from '../nodes/media-plane.ts';
import { takeReport } from '../nodes/taken-reports.ts';
import type { Core } from '../sessions/core.ts';
import type { LogEntry } from '../sessions/session-log.ts';
import { lockSession } from '../sessions/session-row.ts';
import type { CallMedia } from './call-media.ts';
import type { CallRecovery } from './call-recovery.ts';
import { touchMedia } from './participants.ts';

const TAKER = 'calls';

type PeerReport = Extract<NodeReport, { participantId: ParticipantId }>;
type RoomReport = Extract<NodeReport, { type: 'room.rebuilt' | 'room.closed' }>;

interface Change {
  readonly entries: readonly LogEntry[];
  readonly participant?: Partial<Pick<CallParticipant, 'status' | 'pausedSources'>>;
}

/** Takes what nodes say of people and rooms into the log. What they say of recordings is taken by the recordings. */
export class NodeReports {
  readonly #core: Core;
  readonly #calls: CallMedia;
  readonly #recovery: CallRecovery;

  constructor(core: Core, media: MediaPlane, calls: CallMedia, recovery: CallRecovery) {
    this.#core = core;
    this.#calls = calls;
    this.#recovery = recovery;
    media.onReport((nodeId, reportId, report) => this.take(nodeId, reportId, report));
  }

  async take(nodeId: NodeId, reportId: ReportId, report: NodeReport): Promise<void> {
    if ('participantId' in report)
      await this.#inCall(nodeId, reportId, report.roomId, (tx, call) => this.#ofPeer(tx, nodeId, call, report));
    else if (report.type === 'room.rebuilt' || report.type === 'room.closed') {
      await this.#inCall(nodeId, reportId, report.roomId, (tx, call) => this.#ofRoom(tx, nodeId, call, report));
    }
  }

  /** Only a node on which the call is can speak of it; rooms of checks and of other nodes are nobody's business here. */
  async #inCall(nodeId: NodeId, reportId: ReportId, roomId: RoomId, work: (tx: Tx, call: Call) => Promise<void>): Promise<void> {
    const found = await this.#core.database.read((prisma) => prisma.call.findUnique({ where: { roomId } }));
    if (found === null || found.nodeId !== nodeId) return;
    await this.#core.database.transaction(async (tx) => {
      await lockSession(tx, found.sessionId as SessionId);
      if (!(await takeReport(tx, reportId, TAKER))) return;
      await work(tx, await tx.call.findUniqueOrThrow({ where: { id: found.id } }));
    });
  }

  async #ofPeer(tx: Tx, nodeId: NodeId, call: Call, report: PeerReport): Promise<void> {
    const participant = await tx.callParticipant.findUnique({ where: { id: report.participantId } });
    if (participant === null || participant.callId !== call.id) return;
    const change = changeOf(report, call.id as CallId, { kind: 'node', id: nodeId }, participant);
    if (change.participant !== undefined) await tx.callParticipant.update({ where: { id: participant.id }, data: change.participant });
    await this.#core.log.appendMany(tx, call.sessionId as SessionId, change.entries);
    // A page that came anew is a new peer to the node, which knows nothing of the hold.
    if (report.type === 'peer.joined' && call.status === 'live' && (call.held || participant.dismissedAt !== null)) {
      await touchMedia(tx, call.id as CallId);
      afterCommit(tx, () => this.#calls.kick(call.id as CallId));
    }
  }

  async #ofRoom(tx: Tx, nodeId: NodeId, call: Call, report: RoomReport): Promise<void> {
    const callId = call.id as CallId;
    if (report.type === 'room.closed') {
      // A node that stops says so, and says what it holds when it is back; a room that fell over is wanted again at once.
      if (call.status === 'live' && report.reason !== 'node_stopped') afterCommit(tx, () => this.#recovery.reopen(callId, nodeId));
      return;
    }
    await this.#core.log.append(tx, call.sessionId as SessionId, {
      actor: { kind: 'node', id: nodeId },
      mediaAt: report.at,
      type: 'call.moved',
      payload: { callId, reason: 'worker_restarted', nodeId, roomId: report.roomId, recordingId: call.recordingId as RecordingId },
    });
  }
}

/** What a report says in the words of the log, and what it makes of the participant's row. */
function changeOf(report: PeerReport, callId: CallId, actor: Actor, { pausedSources }: CallParticipant): Change {
  const { participantId, at: mediaAt } = report;
  const about = { callId, participantId };
  const by = { actor, mediaAt };
  switch (report.type) {
    case 'peer.joined':
      return {
        entries: [{ ...by, type: 'call.participant_joined', payload: about }],
        participant: { status: 'connected', pausedSources: [] },
      };
    case 'peer.disconnected':
      return { entries: [{ ...by, type: 'call.participant_disconnected', payload: about }], participant: { status: 'disconnected' } };
    case 'peer.resumed':
      return {
        entries: [{ ...by, type: 'call.participant_resumed', payload: { ...about, awayMs: report.awayMs } }],
        participant: { status: 'connected' },
      };
    case 'peer.replaced':
      return {
        entries: [{ ...by, type: 'call.participant_replaced', payload: about }],
        participant: { status: 'connected', pausedSources: [] },
      };
    case 'peer.left':
      return {
        entries: [{ ...by, type: 'call.participant_left', payload: { ...about, reason: report.reason } }],
        participant: { status: 'left' },
      };
    case 'track.published': {
      const { trackId, kind, source, mimeType, settings } = report;
      return {
        entries: [
          { ...by, type: 'track.published', payload: { ...about, trackId, kind, source, mimeType } },
          { ...by, type: 'track.settings_applied', payload: { ...about, trackId, settings } },
        ],
      };
    }
    case 'track.settings':
      return {
        entries: [{ ...by, type: 'track.settings_applied', payload: { ...about, trackId: report.trackId, settings: report.settings } }],
      };
    case 'track.paused':
      return {
        entries: [{ ...by, type: 'track.paused', payload: { ...about, trackId: report.trackId, source: report.source } }],
        participant: { pausedSources: [...new Set([...pausedSources, report.source])] },
      };
    case 'track.resumed':
    case 'track.closed':
      return {
        entries: [{ ...by, type: report.type, payload: { ...about, trackId: report.trackId, source: report.source } }],
        participant: { pausedSources: pausedSources.filter((source) => source !== report.source) },
      };
    case 'quality.sampled':
      return { entries: [{ ...by, type: 'quality.sampled', payload: { ...about, sample: report.sample } }] };
  }
}
