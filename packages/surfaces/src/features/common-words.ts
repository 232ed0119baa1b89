import { LANGUAGES, type Language } from '@modelhub/routing/saved/features';

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

interface CommonWord {
  readonly word: string;
  readonly hash: number;
  /** By their places in `LANGUAGES`. */
  readonly languages: number[];
}

/** A third of it is in use, so that most words that are in no list are known to be none at the first look. */
const SLOTS = 2_048;
/** The small letter of each character of Latin-1 that is one; 0 for the others. */
const LETTERS = Uint8Array.from({ length: 0x100 }, (_, code) => (isLetter(code) ? code : isCapital(code) ? code + 0x20 : 0));
/** What the hash of a word begins with; `hashWith` adds one letter after the other. */
export const HASH_START = 0x811c9dc5;
const table = wordTable();

/** FNV-1a. */
export function hashWith(hash: number, letter: number): number {
  return Math.imul(hash ^ letter, 0x01000193);
}

/** The small letter; 0 for what is no letter of the Latin script. Beyond Latin-1 a letter has to be small to be one. */
export function letterOf(code: number): number {
  if (code < 0x100) return LETTERS[code] ?? 0;
  return isLetter(code) ? code : 0;
}

/**
 * The languages, by their places in `LANGUAGES`, in which the word is common that ends before `end` and has that hash; null where it is in none. It is looked up
 * where it stands: cutting words out to ask a map takes most of the time of telling a language.
 */
export function languagesOfWord(hash: number, text: string, end: number): readonly number[] | null {
  for (let slot = slotOf(hash); ; slot = (slot + 1) % SLOTS) {
    const entry = table[slot];
    if (entry === undefined) return null;
    if (entry.hash === hash && endsWith(text, end, entry.word)) return entry.languages;
  }
}

/** The hash goes for almost all of it. */
function endsWith(text: string, end: number, word: string): boolean {
  const from = end - word.length;
  if (from < 0 || (from > 0 && letterOf(text.charCodeAt(from - 1)) !== 0)) return false;
  for (let i = 0; i < word.length; i += 1) if (word.charCodeAt(i) !== letterOf(text.charCodeAt(from + i))) return false;
  return true;
}

/** With its accents. Apostrophes end a word: French and Italian put one before them. */
function isLetter(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0xdf && code < 0x0370) || code === 0xd7 || (code >= 0x1e00 && code < 0x1f00);
}

function isCapital(code: number): boolean {
  return (code >= 0x41 && code <= 0x5a) || (code >= 0xc0 && code <= 0xde);
}

function slotOf(hash: number): number {
  return (hash ^ (hash >>> 15)) & (SLOTS - 1);
}

function wordTable(): readonly (CommonWord | undefined)[] {
  const slots = Array.from({ length: SLOTS }, (): CommonWord | undefined => undefined);
  for (const [language, words] of Object.entries(COMMON_WORDS)) {
    const at = LANGUAGES.indexOf(language as Language);
    for (const word of new Set(words.split(' '))) entryOf(slots, word).languages.push(at);
  }
  return slots;
}

function entryOf(slots: (CommonWord | undefined)[], word: string): CommonWord {
  let hash = HASH_START;
  for (let i = 0; i < word.length; i += 1) hash = hashWith(hash, word.charCodeAt(i));
  let slot = slotOf(hash);
  for (let entry = slots[slot]; entry !== undefined; entry = slots[slot]) {
    if (entry.word === word) return entry;
    slot = (slot + 1) % SLOTS;
  }
  const added: CommonWord = { word, hash, languages: [] };
  slots[slot] = added;
  return added;
}
