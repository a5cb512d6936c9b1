import { LABEL_OUTLINE, LABEL_WIDTH_PX } from './label-outline.ts';
import type { Viseme } from './visemes.ts';

export const FACE_WIDTH_PX = 640;
export const FACE_HEIGHT_PX = 480;

interface Mouth {
  readonly width: number;
  readonly open: number;
  /** Whether the upper teeth are seen. */
  readonly teeth?: boolean;
}

const MOUTHS: Readonly<Record<Viseme, Mouth>> = {
  sil: { width: 44, open: 0 },
  PP: { width: 38, open: 0 },
  FF: { width: 42, open: 6, teeth: true },
  TH: { width: 42, open: 9, teeth: true },
  DD: { width: 44, open: 11, teeth: true },
  kk: { width: 42, open: 14 },
  CH: { width: 30, open: 13, teeth: true },
  SS: { width: 48, open: 7, teeth: true },
  nn: { width: 44, open: 9, teeth: true },
  RR: { width: 34, open: 12 },
  aa: { width: 48, open: 30, teeth: true },
  E: { width: 50, open: 19, teeth: true },
  ih: { width: 52, open: 12, teeth: true },
  oh: { width: 34, open: 25 },
  ou: { width: 24, open: 17 },
};

export interface Expression {
  readonly viseme: Viseme;
  /** 0 open, 1 closed. */
  readonly lids: number;
}

/** A calm face that nobody takes for a person's: petrol tones, even features, only eyelids and mouth move. */
export function drawFace({ viseme, lids }: Expression): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 480" width="${FACE_WIDTH_PX}" height="${FACE_HEIGHT_PX}">
<defs>
<linearGradient id="room" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#dcebf1"/><stop offset="1" stop-color="#b9d6e2"/></linearGradient>
<linearGradient id="skin" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#f3dfd0"/><stop offset="1" stop-color="#e9cdb9"/></linearGradient>
<linearGradient id="suit" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#16657f"/><stop offset="1" stop-color="#0e4154"/></linearGradient>
</defs>
<rect width="640" height="480" fill="url(#room)"/>
<circle cx="320" cy="210" r="188" fill="#eff6f9" opacity=".7"/>
<path d="M120 480c4-84 62-122 138-134h124c76 12 134 50 138 134z" fill="url(#suit)"/>
<path d="M262 344l58 62 58-62 4 10-48 84h-28l-48-84z" fill="#fff"/>
<path d="M312 404h16l8 76h-32z" fill="#267d9b"/>
<path d="M286 296h68v46c-10 22-58 22-68 0z" fill="#ddbda6"/>
<path d="M216 196c-8-86 40-128 104-128s112 42 104 128c-2 26-6 40-12 52l-184 0c-6-12-10-26-12-52z" fill="#2c3e47"/>
<path d="M236 192c0-58 32-84 84-84s84 26 84 84c0 74-34 126-84 126s-84-52-84-126z" fill="url(#skin)"/>
<path d="M234 186c4-50 38-70 60-72 38 22 88 22 106 34 4 10 6 24 6 38 12-62-18-102-86-102s-98 40-86 102z" fill="#2c3e47"/>
<path d="M262 178q20-10 40 0M338 178q20-10 40 0" fill="none" stroke="#3b4a51" stroke-width="4.5" stroke-linecap="round"/>
${drawEye(282, lids)}${drawEye(358, lids)}
<path d="M320 208q-6 26-9 34q9 7 18 0" fill="none" stroke="#c79f86" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"/>
${drawMouth(MOUTHS[viseme])}
${drawLabel()}
</svg>`;
}

function drawEye(x: number, lids: number): string {
  const height = 11 * (1 - lids);
  if (height < 1.5) return `<path d="M${x - 17} 204q17 7 34 0" fill="none" stroke="#3b4a51" stroke-width="4" stroke-linecap="round"/>`;
  return `<clipPath id="eye${x}"><ellipse cx="${x}" cy="203" rx="17" ry="${height}"/></clipPath>
<g clip-path="url(#eye${x})"><rect x="${x - 20}" y="188" width="40" height="30" fill="#fff"/><circle cx="${x}" cy="203" r="9" fill="#16657f"/><circle cx="${x}" cy="203" r="4.5" fill="#0b2029"/><circle cx="${x + 3}" cy="200" r="2" fill="#fff"/></g>
<path d="M${x - 17} 203q17 ${-2 * height} 34 0" fill="none" stroke="#3b4a51" stroke-width="3.5" stroke-linecap="round"/>`;
}

function drawMouth({ width, open, teeth = false }: Mouth): string {
  const [left, right, y] = [320 - width / 2, 320 + width / 2, 272];
  if (open === 0)
    return `<path d="M${left} ${y}q${width / 2} 9 ${width} 0" fill="none" stroke="#a8574f" stroke-width="5" stroke-linecap="round"/>`;
  const shape = `M${left} ${y}Q320 ${y - open * 0.55} ${right} ${y}Q320 ${y + open * 1.6} ${left} ${y}z`;
  return `<clipPath id="mouth"><path d="${shape}"/></clipPath><path d="${shape}" fill="#5d2a2b"/>
<g clip-path="url(#mouth)">${teeth ? `<rect x="${left}" y="${y - open}" width="${width}" height="${open + Math.min(4, open / 3)}" fill="#fdfaf6"/>` : ''}
<ellipse cx="320" cy="${y + open}" rx="${width / 3}" ry="${open / 2.6}" fill="#c46a64"/></g>
<path d="${shape}" fill="none" stroke="#a8574f" stroke-width="4" stroke-linejoin="round"/>`;
}

const LABEL_TOP = 354;

/**
 * In the picture itself, so that no copy of it comes without: Measures for labelling generated content, in force 2025-09-01. In its middle and above
 * the foot: a phone shows the middle third of a wide picture, with buttons over its foot.
 */
function drawLabel(): string {
  const left = (FACE_WIDTH_PX - LABEL_WIDTH_PX - 24) / 2;
  return `<rect x="${left}" y="${LABEL_TOP}" width="${LABEL_WIDTH_PX + 24}" height="34" rx="17" fill="#0c0f12" opacity=".74"/>
<path transform="translate(${left + 12} ${LABEL_TOP + 23})" fill="#fff" d="${LABEL_OUTLINE}"/>`;
}
