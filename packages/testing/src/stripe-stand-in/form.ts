/** A parsed form body: Stripe nests with brackets, `items[0][price]=price_1&metadata[a]=b`. Leaves are strings. */
export type FormValue = string | FormValue[] | { [key: string]: FormValue };
export type FormObject = { [key: string]: FormValue };

const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

/** Parses `application/x-www-form-urlencoded` with Stripe's brackets. Objects whose keys are 0..n become arrays. */
export function parseForm(text: string): FormObject {
  const root: FormObject = {};
  for (const [name, value] of new URLSearchParams(text)) {
    const keys = bracketKeys(name);
    if (keys.some((key) => FORBIDDEN.has(key))) continue;
    let node = root;
    for (const [index, key] of keys.entries()) {
      if (index === keys.length - 1) {
        node[key === '' ? String(Object.keys(node).length) : key] = value;
        break;
      }
      const next = node[key];
      if (typeof next === 'object' && !Array.isArray(next)) node = next;
      else node = node[key] = {};
    }
  }
  return arraysOf(root) as FormObject;
}

function bracketKeys(name: string): string[] {
  const head = name.split('[', 1)[0] ?? '';
  const rest = [...name.slice(head.length).matchAll(/\[([^\]]*)\]/g)].map((match) => match[1] ?? '');
  return [head, ...rest];
}

function arraysOf(value: FormValue): FormValue {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(arraysOf);
  const keys = Object.keys(value);
  const isArray = keys.length > 0 && keys.every((key, index) => key === String(index));
  if (isArray) return keys.map((key) => arraysOf(value[key] ?? ''));
  return Object.fromEntries(keys.map((key) => [key, arraysOf(value[key] ?? '')]));
}
