const ANSWER_TIMEOUT_MS = 2_000;

/** True when the address answers with a 2xx. */
export async function answersOk(url: string): Promise<boolean> {
  return (await statusOf(url))?.ok === true;
}

/** True when something speaks HTTP at the address, whatever it says. */
export async function answers(url: string): Promise<boolean> {
  return (await statusOf(url)) !== undefined;
}

async function statusOf(url: string): Promise<Response | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS), redirect: 'manual' });
    await response.arrayBuffer();
    return response;
  } catch {
    return undefined;
  }
}
