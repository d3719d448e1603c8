/** Finding a name by what was typed: its letters, or the initial consonants of its syllables (ㅁㅈ → 민준). */
import { disassemble, getChoseong } from 'es-hangul';

const CONSONANTS = /^[ㄱ-ㅎ]+$/;
const plain = (text: string): string => text.normalize('NFC').toLocaleLowerCase();

/** Where it matches, in characters; undefined: nowhere. An empty query matches everything. */
export function matches(name: string, typed: string): { readonly from: number; readonly to: number } | undefined {
  const query = plain(typed.trim()).replaceAll(' ', '');
  if (query === '') return { from: 0, to: 0 };
  const letters = Array.from(plain(name));
  if (CONSONANTS.test(query)) return byInitials(letters, query) ?? byLetters(letters, query);
  return byLetters(letters, query);
}

function byInitials(letters: readonly string[], query: string): { from: number; to: number } | undefined {
  const initials = letters.map((letter) => getChoseong(letter) || letter).map((initial) => initial.slice(0, 1));
  return run(initials, query);
}

/** While a syllable is being composed its letters come in one by one: 미 must find 민준. */
function byLetters(letters: readonly string[], query: string): { from: number; to: number } | undefined {
  const wanted = disassemble(query);
  const parts = letters.map((letter) => disassemble(letter));
  for (let from = 0; from < letters.length; from++) {
    if (letters[from] === ' ') continue;
    let heard = '';
    for (let to = from; to < letters.length && heard.length < wanted.length; to++) {
      heard += letters[to] === ' ' ? '' : (parts[to] ?? '');
      if (heard.startsWith(wanted)) return { from, to: to + 1 };
      if (!wanted.startsWith(heard)) break;
    }
  }
  return undefined;
}

function run(initials: readonly string[], query: string): { from: number; to: number } | undefined {
  for (let from = 0; from < initials.length; from++) {
    if (initials[from] === ' ') continue;
    let at = 0;
    for (let to = from; to < initials.length; to++) {
      if (initials[to] === ' ') continue;
      if (initials[to] !== query[at]) break;
      if (++at === query.length) return { from, to: to + 1 };
    }
  }
  return undefined;
}
