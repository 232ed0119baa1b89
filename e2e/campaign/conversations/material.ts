// What people write about, for the generator to put together. Names and figures are made up.

export const TOPICS = [
  'moving a monolith to services',
  'a weekly meal plan for two runners',
  'the causes of the French Revolution',
  'a rental contract for a shop',
  'tuning PostgreSQL autovacuum',
  'a birthday speech for a colleague',
  'the difference between TCP and QUIC',
  'a study plan for linear algebra',
  'cutting cold starts',
  'choosing a bicycle for a tall person',
  'a policy for remote work',
  'the plot of a detective story on Malta',
  'a budget for a school trip',
  'caching in a CDN',
  'repairing a dripping tap',
  'how vaccines are tested',
  'naming a bakery',
  'sorting ten million rows',
  'a cover letter for a nurse',
  'energy use of heat pumps',
] as const;

export const QUESTIONS: readonly ((topic: string, figure: number) => string)[] = [
  (topic, figure) => `Explain ${topic} to me in ${figure} steps.`,
  (topic, figure) => `I have ${figure} minutes to present ${topic}. What must be in it, and what can I leave out?`,
  (topic, figure) => `What are the ${(figure % 7) + 2} most common mistakes with ${topic}?`,
  (topic, figure) => `Write a summary of ${topic} of about ${figure * 10} words, plain language, no lists.`,
  (topic, figure) => `Argue against ${topic}, then for it, and give me your view with ${(figure % 5) + 1} reasons.`,
];

export const FOLLOW_UPS = [
  'Why is the second point so important?',
  'Shorter, please, and without jargon.',
  'Give me an example with real figures.',
  'What would change for a team of three?',
  'And what speaks against it?',
  'Turn that into a checklist.',
  'Which of these would you do first, and why?',
  'Is there a source for that claim?',
] as const;

export const LANGUAGES: readonly (readonly [language: string, texts: readonly string[]])[] = [
  [
    'German',
    [
      'Können Sie mir den Unterschied zwischen Miete und Pacht erklären?',
      'Und was gilt für Gewerberäume in München?',
      'Fassen Sie es in drei Sätzen zusammen, bitte mit „Anführungszeichen“.',
    ],
  ],
  ['French', ["Comment préparer un entretien d'embauche à l'hôpital ?", 'Peux-tu donner deux exemples concrets ?', 'Réponds plus brièvement, s’il te plaît.']],
  ['Spanish', ['¿Cómo funciona el impuesto de sucesiones en España?', '¿Y si vivo en el extranjero?', 'Dame un ejemplo con 250.000 €.']],
  ['Portuguese', ['Qual é a melhor época para plantar feijão no Nordeste?', 'E a irrigação, como faço?', 'Obrigado! Resuma em três pontos.']],
  ['Russian', ['Объясни, чем отличается TCP от UDP.', 'Приведи пример из онлайн-игр.', 'А если пакеты теряются?']],
  ['Ukrainian', ['Як приготувати борщ на десятьох?', 'Скільки буряка потрібно?', 'Дякую, склади список покупок.']],
  ['Greek', ['Πώς λειτουργεί ένας θερμοσίφωνας;', 'Πόσο ρεύμα καταναλώνει;', 'Δώσε μου έναν πίνακα.']],
  ['Arabic', ['ما الفرق بين المضاربة والاستثمار؟', 'أعطني مثالًا بالأرقام ٢٠٢٦.', 'لخّص ذلك في جملتين.']],
  ['Hebrew', ['איך בונים תקציב משפחתי?', 'ומה עם הוצאות בלתי צפויות?', 'תן דוגמה עם 3 ילדים.']],
  ['Hindi', ['मुझे म्यूचुअल फंड समझाइए।', 'इसमें जोखिम क्या है?', 'तीन बिंदुओं में बताइए।']],
  ['Chinese', ['请解释一下量子纠缠。', '能用日常的例子吗？', '再简短一点，谢谢。']],
  ['Japanese', ['確定申告のやり方を教えてください。', '副業がある場合はどうなりますか？', '表にまとめてください。']],
  ['Korean', ['전세와 월세의 차이가 뭐예요?', '보증금은 어떻게 지키나요?', '표로 정리해 주세요.']],
  ['Thai', ['ช่วยวางแผนเที่ยวเชียงใหม่ 3 วัน', 'งบประมาณเท่าไร', 'ขอบคุณ สรุปสั้น ๆ']],
  ['Emoji', ['🎉🎂 ideas for a party? 👨‍👩‍👧‍👦 budget 💶💶', '🌧️ plan B ☂️?', '👍🏽 thx, as a list ✅ please 🙏🏿']],
];

export const CODE = [
  ['Python', 'def parse(rows):\n    out = []\n    for r in rows:\n        if r and r[0] != "#":\n            out.append(r.strip().split(";"))\n    return out'],
  [
    'TypeScript',
    'export async function retry<T>(fn: () => Promise<T>, times = 3): Promise<T> {\n  for (let i = 1; ; i += 1) {\n    try { return await fn(); } catch (e) { if (i >= times) throw e; }\n  }\n}',
  ],
  [
    'SQL',
    "SELECT o.id, sum(l.amount) AS total\nFROM orders o LEFT JOIN lines l ON l.order_id = o.id\nWHERE o.created_at > now() - interval '7 days'\nGROUP BY o.id HAVING sum(l.amount) > 100;",
  ],
  ['Go', 'func worker(jobs <-chan int, out chan<- int) {\n\tfor j := range jobs {\n\t\tout <- j * j\n\t}\n}'],
  ['Rust', "fn longest<'a>(a: &'a str, b: &'a str) -> &'a str {\n    if a.len() >= b.len() { a } else { b }\n}"],
  ['Bash', 'set -euo pipefail\nfor f in *.log; do\n  gzip -9 "$f" && mv "$f.gz" "/backup/${f%.log}-$(date +%F).gz"\ndone'],
] as const;

export const CODE_TASKS = [
  'Find the bug.',
  'Write unit tests for it.',
  'Make it faster and say why.',
  'Explain it line by line.',
  'Refactor it without changing behaviour.',
  'Add types and doc comments.',
] as const;

export const PARAGRAPHS = [
  'The inspection of the northern section took place in dry weather; the joints were found to be sound, apart from two at the level of the weir.',
  'Article 7. The tenant reports defects in writing within fourteen days. Where repair is refused, the rent is reduced in proportion.',
  '2026-03-04T05:06:07Z WARN pool=orders waited=1532ms active=64 idle=0 "connection acquired late"; retrying with backoff 250ms',
  'In the year under review revenue rose to 41.7 million, of which 12.2 million came from services; the margin fell to 18.4 % (last year 19.1 %).',
  'Participants who had slept less than six hours made 23 % more errors (95 % CI 17–29 %) in the second session than in the first.',
  '„Das ist nicht mein Mantel“, sagte sie und legte ihn über den Stuhl; draußen schlug die Uhr von St. Ägidien halb neun.',
  '<tr><td>GB-1187</td><td>Dichtung, 40 mm</td><td>1.250</td><td>0,38 €</td></tr><tr><td>GB-1188</td><td>Flansch</td><td>80</td><td>11,90 €</td></tr>',
] as const;

export const SYSTEM_PROMPTS = [
  'You are a careful assistant. Say so when you are not sure.',
  'You answer as a patient teacher.',
  'You are the help desk of a water utility. Be brief and friendly.',
  'Answer in the language of the question. Never invent figures.',
  'You are a senior engineer who reviews code.',
] as const;
