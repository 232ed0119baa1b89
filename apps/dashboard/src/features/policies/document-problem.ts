import type { DocumentProblem } from './server/policy-input.ts';

/** What is wrong at a field, or below it: `steps[0].models` also hears of `steps[0].models[1]`. */
export function problemAt(problem: DocumentProblem | null, path: string): string | undefined {
  if (problem === null || !isBelow(problem.path, path)) return undefined;
  return plainMessage(problem);
}

/** What is wrong below a path and at none of the fields that say so themselves. */
export function problemElsewhere(problem: DocumentProblem | null, path: string, shown: readonly string[]): string | undefined {
  if (problem === null || !isBelow(problem.path, path) || shown.some((one) => isBelow(problem.path, `${path}.${one}`))) return undefined;
  return plainMessage(problem);
}

function isBelow(path: string, place: string): boolean {
  return path === place || path.startsWith(`${place}.`) || path.startsWith(`${place}[`);
}

/** The message without the path, which is told by where it stands; steps are counted from 1 as on the page. */
export function plainMessage({ path, message }: DocumentProblem): string {
  const rest = path !== '' && message.startsWith(path) ? `This${message.slice(path.length)}` : message;
  return rest.replace(/^This: t/, 'T').replaceAll(/steps\[(\d+)\](\.\w+)*/g, (_all, index: string) => `step ${Number(index) + 1}`);
}

/** `steps[1].when.prompt_tokens.max` -> `Step 2, when prompt tokens max`. */
export function placeOf({ path }: DocumentProblem): string {
  const [, index, field = ''] = /^steps\[(\d+)\]\.?(.*)$/.exec(path) ?? [];
  if (index === undefined) return path.replaceAll(/[._]/g, ' ');
  return [`Step ${Number(index) + 1}`, ...(field === '' ? [] : [field.replaceAll(/\[\d+\]/g, '').replaceAll(/[._]/g, ' ')])].join(', ');
}
