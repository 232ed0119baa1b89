import { LANGUAGES, type Language } from '@modelhub/routing/saved/features';
import { HASH_START, hashWith, languagesOfWord, letterOf } from './common-words.ts';

/** Enough to tell, and little enough to cost a few microseconds. */
export const CHARACTERS_READ = 300;
const WORDS_READ = 32;
/** Of the letters, so that a name or a quotation in another script does not decide. */
const SCRIPT_SHARE_MIN = 0.3;
/** Of the words: that many have to be the commonest ones of the language, and more than of any other. */
const WORD_SHARE_MIN = 0.15;
const WORDS_MIN = 2;

/** Scripts that one of the known languages alone is written in, or nearly so: the range of their characters. */
const SCRIPTS: readonly (readonly [from: number, to: number, language: Language])[] = [
  [0x0370, 0x03ff, 'el'],
  [0x0590, 0x05ff, 'he'],
  [0x0600, 0x06ff, 'ar'],
  [0x0900, 0x097f, 'hi'],
  [0x0980, 0x09ff, 'bn'],
  [0x0b80, 0x0bff, 'ta'],
  [0x0c00, 0x0c7f, 'te'],
  [0x0e00, 0x0e7f, 'th'],
  [0x1100, 0x11ff, 'ko'],
  [0x3040, 0x30ff, 'ja'],
  [0x3130, 0x318f, 'ko'],
  [0x4e00, 0x9fff, 'zh'],
  [0xac00, 0xd7af, 'ko'],
];
const LATIN_1_LAST = 0xff;
const CYRILLIC_FROM = 0x0400;
const CYRILLIC_TO = 0x04ff;
/** Letters of Ukrainian that Russian does not have. */
const UKRAINIAN = /[іїєґ]/i;
/** Letters of Persian and Urdu, which share their script with Arabic. */
const NOT_ARABIC = /[پچژگٹڈںے]/;

/** The language that a text is written in, by its script or its commonest words; null where it cannot be told, as with code or a single word. */
export function languageOf(text: string): Language | null {
  const end = Math.min(text.length, CHARACTERS_READ);
  for (let i = 0; i < end; i += 1) if (text.charCodeAt(i) > LATIN_1_LAST) return ofAnyScript(text.slice(0, end));
  return byWords(text, end);
}

function ofAnyScript(text: string): Language | null {
  const small = text.toLowerCase();
  return byScript(text) ?? byWords(small, small.length);
}

function byScript(text: string): Language | null {
  let letters = 0;
  let cyrillic = 0;
  let other: Language | null = null;
  let inOther = 0;
  let kana = 0;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code < 0x0370) {
      // The Latin letters and those with accents; no digits, spaces or signs.
      if ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a) letters += 1;
      else if (code >= 0xc0) letters += 1;
      continue;
    }
    if (code >= CYRILLIC_FROM && code <= CYRILLIC_TO) {
      letters += 1;
      cyrillic += 1;
      continue;
    }
    const language = scriptOf(code);
    if (language === null) continue;
    letters += 1;
    inOther += 1;
    if (language === 'ja') kana += 1;
    other ??= language;
  }
  if (letters === 0) return null;
  if (cyrillic / letters >= SCRIPT_SHARE_MIN) return UKRAINIAN.test(text) ? 'uk' : 'ru';
  if (other === null || inOther / letters < SCRIPT_SHARE_MIN) return null;
  // Japanese is written with Chinese characters as well, and a tenth of it at least with its own.
  if (other === 'zh' || other === 'ja') return kana / inOther >= 0.1 ? 'ja' : 'zh';
  return other === 'ar' && NOT_ARABIC.test(text) ? null : other;
}

function scriptOf(code: number): Language | null {
  for (const [from, to, language] of SCRIPTS) {
    if (code < from) return null;
    if (code <= to) return language;
  }
  return null;
}

/** By the words up to `end`. */
function byWords(text: string, end: number): Language | null {
  counts.fill(0);
  let total = 0;
  let hash = HASH_START;
  let isInWord = false;
  // By hand: a regular expression that knows letters takes ten times as long.
  for (let i = 0; i <= end && total < WORDS_READ; i += 1) {
    const letter = i < end ? letterOf(text.charCodeAt(i)) : 0;
    if (letter !== 0) {
      hash = hashWith(hash, letter);
      isInWord = true;
    } else if (isInWord) {
      total += 1;
      countWord(hash, text, i);
      hash = HASH_START;
      isInWord = false;
    }
  }
  return mostCounted(total);
}

function countWord(hash: number, text: string, end: number): void {
  const languages = languagesOfWord(hash, text, end);
  if (languages === null) return;
  for (let i = 0; i < languages.length; i += 1) {
    const language = languages[i] ?? 0;
    counts[language] = (counts[language] ?? 0) + 1;
  }
}

/** Of words by language, in the order of `LANGUAGES`. One for all texts, since making it takes as long as reading a few words. */
const counts = new Uint8Array(LANGUAGES.length);

/** Null where two are as likely. */
function mostCounted(total: number): Language | null {
  let best = 0;
  let isTie = true;
  for (let i = 1; i < counts.length; i += 1) {
    const more = (counts[i] ?? 0) - (counts[best] ?? 0);
    if (more >= 0) isTie = more === 0;
    if (more > 0) best = i;
  }
  const most = counts[best] ?? 0;
  return isTie || most < WORDS_MIN || most / total < WORD_SHARE_MIN ? null : (LANGUAGES[best] ?? null);
}
