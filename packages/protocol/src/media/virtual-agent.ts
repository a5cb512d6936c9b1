import { z } from 'zod';
import { Language } from '../wire/language.ts';
import { ErrorCode } from '../wire/wire-error.ts';
import { LeaveReason } from './peer-notifications.ts';
import { RoomPass } from './room-token.ts';

/** Which saying of which line: made by whoever asks, comes back with the answer. */
const SpeechRef = z.string().min(1).max(200);

/** A voice of the bank's own: the name of a folder, never a path. */
export const VoiceName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/);

export const VirtualAgentFailure = z.enum([
  /** Nobody knows how to say this. */
  'not_speakable',
  /** The voice that was asked for is not installed. */
  'voice_unknown',
  /** The voice has no recording of this line. */
  'recording_missing',
  /** Picture or sound could not be made any more; the process ends. */
  'encoder_failed',
  /** The node refused it; the process ends. */
  'join_failed',
  /** It is not (or no longer) in a call. */
  'not_in_call',
]);
export type VirtualAgentFailure = z.infer<typeof VirtualAgentFailure>;

/**
 * What the process of a virtual agent is told, one JSON text a line on its standard input; the end of the input ends it. It serves one call.
 */
export const VirtualAgentCommand = z.discriminatedUnion('type', [
  z.object({ type: z.literal('join'), pass: RoomPass, language: Language }),
  /** The answer to `pass_wanted`. */
  z.object({ type: z.literal('pass'), pass: RoomPass }),
  z.object({ type: z.literal('no_pass'), code: ErrorCode }),
  z.object({ type: z.literal('say'), ref: SpeechRef, text: z.string().min(1).max(4_000), language: Language, voice: VoiceName.nullable() }),
  /** What a line sounds like, without anybody being told it: it takes no call. */
  z.object({
    type: z.literal('render'),
    ref: SpeechRef,
    text: z.string().min(1).max(4_000),
    language: Language,
    voice: VoiceName.nullable(),
  }),
  z.object({ type: z.literal('stop') }),
]);
export type VirtualAgentCommand = z.infer<typeof VirtualAgentCommand>;

/** What the process says, one JSON text a line on its standard output. */
export const VirtualAgentReport = z.discriminatedUnion('type', [
  /** First of all: the thumbprint (RFC 7638) of the key that it made for itself, which its room pass must be bound to. */
  z.object({ type: z.literal('ready'), pageKey: z.string().regex(/^[A-Za-z0-9_-]{43}$/) }),
  z.object({ type: z.literal('joined') }),
  /** The call is to be entered anew (its node is gone, or its media): a fresh pass is needed, to wherever the room is by now. */
  z.object({ type: z.literal('pass_wanted') }),
  /** A line begins, and takes so long. It begins anew when nobody could hear it to its end. */
  z.object({ type: z.literal('begun'), ref: SpeechRef, durationMs: z.number().int().nonnegative() }),
  /** The last sample of the line went to the node. */
  z.object({ type: z.literal('spoken'), ref: SpeechRef, durationMs: z.number().int().nonnegative() }),
  /** The sound of a line: 48 kHz, one channel, 16-bit little-endian. */
  z.object({ type: z.literal('rendered'), ref: SpeechRef, pcm: z.base64() }),
  z.object({ type: z.literal('failed'), ref: SpeechRef.nullable(), code: VirtualAgentFailure }),
  z.object({ type: z.literal('ended'), reason: z.union([LeaveReason, z.literal('lost')]) }),
]);
export type VirtualAgentReport = z.infer<typeof VirtualAgentReport>;
