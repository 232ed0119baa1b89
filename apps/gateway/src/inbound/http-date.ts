const SECOND_MS = 1_000;
let text = '';
let second = 0;

/** Now, as a header says it; made once a second. */
export function httpDate(): string {
  const now = Math.floor(Date.now() / SECOND_MS);
  if (now !== second) {
    second = now;
    text = new Date(now * SECOND_MS).toUTCString();
  }
  return text;
}
