/** Korean particles, by the sound that a name ends in: 민준이, 지우가, Jason이, Alice가. */

const FIRST_SYLLABLE = 0xac00;
const LAST_SYLLABLE = 0xd7a3;
const FINALS = 28;
const RIEUL = 8;

type End = 'vowel' | 'consonant' | 'rieul';

/** How digits are read: 영 일 이 삼 사 오 육 칠 팔 구. */
const DIGITS: Readonly<Record<string, End>> = { 0: 'consonant', 1: 'rieul', 3: 'consonant', 6: 'consonant', 7: 'rieul', 8: 'rieul' };

function endOf(word: string): End {
  const last = Array.from(word.normalize('NFC').replaceAll(/[^\p{L}\p{N}]+$/gu, '')).at(-1) ?? '';
  const code = last.codePointAt(0) ?? 0;
  if (code >= FIRST_SYLLABLE && code <= LAST_SYLLABLE) {
    const final = (code - FIRST_SYLLABLE) % FINALS;
    if (final === 0) return 'vowel';
    return final === RIEUL ? 'rieul' : 'consonant';
  }
  if (/\d/.test(last)) return DIGITS[last] ?? 'vowel';
  if (/[lL]/.test(last)) return 'rieul';
  // As Koreans read Latin names: final m, n, p, b, k, t and c close the syllable, others get a vowel of their own.
  return /([mnbpktc]|ng)$/i.test(word) ? 'consonant' : 'vowel';
}

const PARTICLES = {
  iga: { consonant: '이', vowel: '가' },
  eunneun: { consonant: '은', vowel: '는' },
  eulreul: { consonant: '을', vowel: '를' },
  gwawa: { consonant: '과', vowel: '와' },
} as const;

/** `name` becomes `name_iga`, `name_eunneun`, … beside itself, for a text to choose from. */
export function withParticles(holes: Readonly<Record<string, string | number>>): Record<string, string | number> {
  const forms = Object.entries(holes).flatMap(([name, value]) => {
    if (typeof value !== 'string') return [];
    const end = endOf(value) === 'vowel' ? 'vowel' : 'consonant';
    return Object.entries(PARTICLES).map(([form, particle]) => [`${name}_${form}`, `${value}${particle[end]}`] as const);
  });
  return { ...holes, ...Object.fromEntries(forms) };
}
