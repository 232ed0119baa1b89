import type { SeededRandom } from './seeded-random.ts';

type Sentences = readonly [string, ...string[]];

interface Voice {
  readonly script: RegExp;
  readonly sentences: Sentences;
}

/** The first script found in the question decides the language of the answer; Latin comes last. */
const VOICES: readonly Voice[] = [
  {
    script: /\p{Script=Hiragana}|\p{Script=Katakana}/u,
    sentences: [
      'はい、順番に説明します。',
      'まず入力を確認してください。',
      '次に、結果を一つずつ比べます。',
      '例外の場合は記録を残します。',
      'これで問題は解決するはずです。',
    ],
  },
  {
    script: /\p{Script=Hangul}/u,
    sentences: ['네, 차근차근 설명해 드리겠습니다.', '먼저 입력값을 확인하세요.', '그다음 결과를 하나씩 비교합니다.', '오류가 나면 기록을 남겨 두세요.'],
  },
  {
    script: /\p{Script=Han}/u,
    sentences: ['好的，我们一步一步来看。', '首先检查输入是否正确。', '然后把结果逐项比较。', '如果出现异常，请保留日志。', '这样问题就能得到解决。'],
  },
  {
    script: /\p{Script=Arabic}/u,
    sentences: ['حسنًا، لنشرح ذلك خطوة بخطوة.', 'أولًا تحقق من المدخلات.', 'ثم قارن النتائج واحدة تلو الأخرى.', 'احتفظ بالسجل عند حدوث خطأ.'],
  },
  { script: /\p{Script=Devanagari}/u, sentences: ['ठीक है, इसे क्रम से समझते हैं।', 'पहले इनपुट की जाँच करें।', 'फिर हर परिणाम की तुलना करें।', 'त्रुटि होने पर लॉग रखें।'] },
  {
    script: /\p{Script=Cyrillic}/u,
    sentences: ['Хорошо, разберём по шагам.', 'Сначала проверьте входные данные.', 'Затем сравните результаты один за другим.', 'При ошибке сохраните журнал.'],
  },
  {
    script: /[ßäöüÄÖÜ]/u,
    sentences: [
      'Gern, gehen wir es Schritt für Schritt durch.',
      'Prüfen Sie zuerst die Eingabe.',
      'Vergleichen Sie danach jedes Ergebnis einzeln.',
      'Für den Fehlerfall genügt ein Eintrag im Protokoll.',
    ],
  },
  {
    script: /[éèêçñ¿¡]/u,
    sentences: [
      'Bien sûr, procédons étape par étape.',
      "Vérifiez d'abord les données reçues.",
      'Comparez ensuite chaque résultat.',
      "En cas d'erreur, gardez le journal.",
    ],
  },
  {
    script: /\p{Extended_Pictographic}/u,
    sentences: ['Sure thing! 🎉', 'Step one: look at the input 👀.', 'Then compare each result 🧮, one by one.', 'If it breaks 🧯, keep the log 👩‍💻.'],
  },
];

const LATIN: Sentences = [
  'Let us take this one step at a time.',
  'Start by checking what actually arrives, before anything is changed.',
  'The second part depends on the first, so order matters here.',
  'In practice the slow path is rare, but it is the one that decides how the system feels.',
  'A small table of expected values makes the difference visible at once.',
  'Where two answers are possible, prefer the one that can be undone.',
  'That leaves one open question, which only a measurement can settle.',
  'Keep the record of what was tried; it will be needed when the numbers change.',
];

const CODE = [
  '```ts',
  'export function total(lines: readonly Line[]): bigint {',
  '  return lines.reduce((sum, line) => sum + line.amount, 0n);',
  '}',
  '```',
].join('\n');

/** Prose of varied length in the language of the question, with code where code was asked about. */
export function answerText(question: string, random: SeededRandom): string {
  const sentences = VOICES.find((voice) => voice.script.test(question))?.sentences ?? LATIN;
  const length = random.chance(0.1) ? random.between(25, 60) : random.chance(0.3) ? random.between(9, 24) : random.between(2, 8);
  const parts = Array.from({ length }, () => random.pick(sentences));
  if (/```|\b(code|function|bug|refactor|SQL)\b/i.test(question)) parts.splice(random.between(1, parts.length), 0, `\n\n${CODE}\n\n`);
  return parts.join(' ');
}

const ECHO_CHARACTERS_MAX = 160;

/** What the sandbox says: it is never taken for a model's answer. */
export function sandboxText(question: string): string {
  const words = question.replaceAll(/\s+/gu, ' ').trim();
  const echo = [...words].length > ECHO_CHARACTERS_MAX ? `${[...words].slice(0, ECHO_CHARACTERS_MAX).join('')}…` : words;
  return [
    "This is ModelHub's sandbox: no model has read your message.",
    ...(echo === '' ? [] : [`You wrote: "${echo}"`]),
    'Everything around this answer is real: your key, streaming, token counts, the usage chart and the invoice line.',
    'To reach the real models, put the key of any provider into .env, such as OPENAI_API_KEY, and start again. docs/configuration.md has all of them.',
  ].join('\n\n');
}
