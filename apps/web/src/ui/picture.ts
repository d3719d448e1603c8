/** People and rooms without a picture: two syllables or a letter, on a colour of their own. */
export interface Picture {
  readonly text: string;
  readonly tint: number;
  readonly kind: 'hangul' | 'latin' | 'emoji';
}

const TINTS = 8;
const EMOJI = /\p{Extended_Pictographic}(\u{FE0F}|\u{200D}\p{Extended_Pictographic}|\p{Emoji_Modifier})*/u;
const HANGUL = /[\u{AC00}-\u{D7A3}]/u;

export function pictureOf(name: string, isRoom: boolean): Picture {
  const tint = tintOf(name);
  const emoji = isRoom ? EMOJI.exec(name)?.[0] : undefined;
  if (emoji !== undefined) return { text: emoji, tint, kind: 'emoji' };
  const letters = Array.from(name.replaceAll(/[^\p{L}\p{N} ]/gu, '').trim());
  if (letters.some((letter) => HANGUL.test(letter))) {
    const syllables = letters.filter((letter) => letter !== ' ');
    return { text: (isRoom ? syllables.slice(0, 2) : syllables.slice(-2)).join(''), tint, kind: 'hangul' };
  }
  const words = letters.join('').split(' ').filter(Boolean);
  const initials = words.slice(0, isRoom ? 2 : 1).map((word) => Array.from(word)[0] ?? '');
  return { text: initials.join('').toUpperCase() || '·', tint, kind: 'latin' };
}

function tintOf(name: string): number {
  let hash = 7;
  for (const letter of name) hash = (Math.imul(hash, 31) + (letter.codePointAt(0) ?? 0)) | 0;
  return (Math.abs(hash) % TINTS) + 1;
}
