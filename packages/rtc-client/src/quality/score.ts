/** What the score is computed of. Ratios are 0 … 1. */
interface ScoreFacts {
  readonly rttMs: number | null;
  readonly jitterMs: number | null;
  readonly lossRatio: number | null;
}

/** Transmission rating of a perfect line: ITU-T G.107 (06/2015) with all defaults, formula 7-1. */
const PERFECT_RATING = 93.2;
/** Packet-loss robustness of Opus with in-band FEC. ITU-T publishes none for Opus; 20 lies between G.729's 19 and G.711 with concealment (25.1), see G.113 table I.4. */
const LOSS_ROBUSTNESS = 20;
/** Codec and play-out add to what the network takes: 20 ms frame, 5 ms look-ahead, 2 × jitter in the buffer. */
const CODEC_DELAY_MS = 25;

/**
 * Estimated mean opinion score of the speech, 1 … 4.5, by the simplified E-model: rating R = 93.2 − Id − Ie,eff with
 * Id = 0.024 d + 0.11 (d − 177.3) H(d − 177.3) for the one-way delay d in ms (Cole & Rosenbluth 2001, of G.107 §7.4),
 * Ie,eff = 95 · Ppl / (Ppl + Bpl) for loss Ppl in per cent (G.107 formula 7-29 with Ie = 0), and MOS from R by G.107 Annex B.
 * Null until round trip and loss are measured.
 */
export function speechScore({ rttMs, jitterMs, lossRatio }: ScoreFacts): number | null {
  if (rttMs === null || lossRatio === null) return null;
  const delayMs = rttMs / 2 + CODEC_DELAY_MS + 2 * (jitterMs ?? 0);
  const delayImpairment = 0.024 * delayMs + (delayMs > 177.3 ? 0.11 * (delayMs - 177.3) : 0);
  const lossPercent = lossRatio * 100;
  const lossImpairment = (95 * lossPercent) / (lossPercent + LOSS_ROBUSTNESS);
  return meanOpinion(PERFECT_RATING - delayImpairment - lossImpairment);
}

/** ITU-T G.107 Annex B, formula B-4. */
function meanOpinion(rating: number): number {
  if (rating <= 0) return 1;
  if (rating >= 100) return 4.5;
  return Math.max(1, 1 + 0.035 * rating + rating * (rating - 60) * (100 - rating) * 7e-6);
}
