/** Marks that must not begin a line, and those that must not end one (GB/T 15834, W3C clreq §3.1). */
const NOT_FIRST = /^[，。、；：？！”’）》〉】…%.,;:?!)]/;
const NOT_LAST = /[“‘（《〈【(]$/;
/** What stays together: a run of Latin letters and digits with its spaces, or one character. */
const UNIT = /[\p{Script=Latin}\p{N}][\p{Script=Latin}\p{N}.,'’%/:-]*\s*|\s+|[\s\S]/gu;

/** Breaks a text into lines that fit: between words in Latin, between characters in Chinese. A single unit that does not fit stands alone. */
export function breakLines(text: string, fits: (line: string) => boolean): string[] {
  return text.split('\n').flatMap((paragraph) => breakParagraph(paragraph, fits));
}

function breakParagraph(text: string, fits: (line: string) => boolean): string[] {
  const lines: string[] = [];
  let line = '';
  for (const unit of text.match(UNIT) ?? []) {
    if (line === '' || fits((line + unit).trimEnd()) || NOT_FIRST.test(unit) || NOT_LAST.test(line)) {
      line += unit;
      continue;
    }
    lines.push(line.trimEnd());
    line = unit.trimStart();
  }
  return [...lines, line.trimEnd()];
}
