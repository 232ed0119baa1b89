import { LANGUAGES, type Language } from '@modelhub/routing/saved/features';

/** Enough to tell, and little enough to cost a few microseconds. */
const CHARACTERS_READ = 300;
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
const CYRILLIC_FROM = 0x0400;
const CYRILLIC_TO = 0x04ff;
/** Letters of Ukrainian that Russian does not have. */
const UKRAINIAN = /[іїєґ]/i;
/** Letters of Persian and Urdu, which share their script with Arabic. */
const NOT_ARABIC = /[پچژگٹڈںے]/;

/** Short words that make up a good part of any text, and questions begin with. A word may belong to several languages. */
const COMMON_WORDS: Readonly<Partial<Record<Language, string>>> = {
  cs: 'a je se na že to s v z do pro jak jsem jsou by co ale jako který která není mi můžete prosím proč kde kdy',
  da: 'og er det en at den til på de med for ikke der jeg hvad hvordan kan du har af et som mig min hvorfor skal være',
  de: 'der die das und ist ein eine nicht ich du sie wir zu den mit auf für von im dem wie was kann bitte mir auch es warum wo wann sind hat mein meine einen',
  en: 'the of and to in is you that it for on are with as i this be have from or what how can do my please me why where when does an not your which should',
  es: 'el la de que y en los un una por con no para es se lo las del al como más qué cómo está puedo mi me por dónde cuándo cuál son tengo puedes hacer',
  fi: 'ja on ei se että en hän oli ole mitä miten minä voi kun niin mutta kuin ovat tämä myös minun onko missä milloin',
  fr: 'le la les de des et est un une que qui dans pour pas je vous il ce au du en sur avec plus ne se mon ma comment pourquoi où quand peux sont être quel quelle',
  hu: 'a az és hogy nem is egy van ez meg mi de csak már kell vagy mint nagyon hogyan miért mit kérem lehet hol mikor',
  id: 'yang dan di ini itu dengan untuk tidak dari dalam akan pada saya bagaimana apa adalah ke bisa kami anda atau juga mengapa kapan',
  it: 'il di che e la un una è per non in del con sono le si come più ma della mi ho cosa al da lo gli posso perché dove quando mio quale',
  nl: 'de het een en van ik is dat in te niet je zijn op voor met die er maar hoe wat kan mijn aan bij ook waarom waar wanneer naar heb',
  no: 'og er det en at den til på jeg de med for ikke som kan hva hvordan du har av et meg min hvorfor skal være hvor',
  pl: 'i w na nie się z do to że jest jak co po jestem czy ale dla od mi jaki jakie proszę mogę są dlaczego gdzie kiedy mój',
  pt: 'o de que e do da em um uma para com não os no se na por mais as dos como é eu meu minha você isso está posso qual onde quando são tem',
  ro: 'și de la în un o cu este nu că pe care mai sunt din ce se cum pentru am să sau unde când meu aș vreau',
  sv: 'och är det en att som på jag med för inte den till av om vad hur kan du har ett mig min de varför var när ska',
  tr: 've bir bu da de için ne mi ile çok nasıl ben o ama gibi daha var değil olarak mı kadar bana neden nerede misin',
  vi: 'là và của có không cho tôi một được với những này các trong để người bạn như thế nào làm gì ở đâu khi tại sao',
};

const LANGUAGES_OF_WORD: ReadonlyMap<string, readonly number[]> = wordTable();
/** Longer words are in no list, and need not be looked up. */
const WORD_CHARACTERS_MAX = Math.max(...[...LANGUAGES_OF_WORD.keys()].map(({ length }) => length));

/** The language that a text is written in, by its script or its commonest words; null where it cannot be told, as with code or a single word. */
export function languageOf(text: string): Language | null {
  const start = text.slice(0, CHARACTERS_READ);
  return byScript(start) ?? byWords(start);
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

function byWords(text: string): Language | null {
  const lower = text.toLowerCase();
  const counts = new Uint8Array(LANGUAGES.length);
  let total = 0;
  let from = -1;
  // By hand: a regular expression that knows letters takes ten times as long.
  for (let i = 0; i <= lower.length && total < WORDS_READ; i += 1) {
    if (i < lower.length && isLetter(lower.charCodeAt(i))) {
      if (from < 0) from = i;
      continue;
    }
    if (from < 0) continue;
    total += 1;
    if (i - from <= WORD_CHARACTERS_MAX) count(lower.slice(from, i), counts);
    from = -1;
  }
  return mostCounted(counts, total);
}

function count(word: string, counts: Uint8Array): void {
  const languages = LANGUAGES_OF_WORD.get(word);
  if (languages === undefined) return;
  for (const language of languages) counts[language] = (counts[language] ?? 0) + 1;
}

/** Null where two are as likely. */
function mostCounted(counts: Uint8Array, total: number): Language | null {
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

/** Of the Latin script, with its accents. Apostrophes end a word: French and Italian put one before them. */
function isLetter(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0xc0 && code < 0x0370) || (code >= 0x1e00 && code < 0x1f00);
}

/** By their places in `LANGUAGES`. */
function wordTable(): ReadonlyMap<string, readonly number[]> {
  const table = new Map<string, number[]>();
  for (const [language, words] of Object.entries(COMMON_WORDS)) {
    const at = LANGUAGES.indexOf(language as Language);
    for (const word of new Set(words.split(' '))) {
      const known = table.get(word);
      if (known === undefined) table.set(word, [at]);
      else known.push(at);
    }
  }
  return table;
}
