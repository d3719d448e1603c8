/**
 * What Enter means while an input method composes. Three kinds of Enter reach a page:
 * - one that the method keeps to itself (key code 229): it picks a candidate, or ends a syllable and is followed by an Enter of its own;
 * - one that passes through it while a Korean syllable is still open: it means what it says, and the syllable belongs to the text;
 * - one that passes through while kana or Han characters are open: it picks, and sends nothing.
 */
const HANGUL_ONLY = /^[\u{1100}-\u{11FF}\u{3130}-\u{318F}\u{A960}-\u{A97F}\u{AC00}-\u{D7FF}]*$/u;
const KEPT_BY_METHOD = 229;

export class Composing {
  #open = '';

  readonly update = ({ data }: { readonly data: string }): void => void (this.#open = data);
  readonly end = (): void => void (this.#open = '');

  /** Whether this Enter is meant for us. */
  isForUs({ isComposing, keyCode }: Pick<KeyboardEvent, 'isComposing' | 'keyCode'>): boolean {
    if (keyCode === KEPT_BY_METHOD) return false;
    return !isComposing || HANGUL_ONLY.test(this.#open);
  }
}
