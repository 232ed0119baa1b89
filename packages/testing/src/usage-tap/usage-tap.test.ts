import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { amountOf, billOf } from './bill.ts';
import { NO_USAGE, type TapRecord, type WireUsage } from './record.ts';
import { startUsageTap, type UsageTap } from './start.ts';

const OPENAI_USAGE = {
  prompt_tokens: 1_000,
  completion_tokens: 90,
  prompt_tokens_details: { cached_tokens: 256, audio_tokens: 44 },
  completion_tokens_details: { reasoning_tokens: 64, audio_tokens: 10 },
};
const READ: WireUsage = {
  ...NO_USAGE,
  uncachedInput: 700,
  cacheRead: 256,
  audioInput: 44,
  textOutput: 80,
  audioOutput: 10,
  reasoning: 64,
};

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const item of open.splice(0).toReversed()) await item.close();
});

interface Scripted {
  readonly type: string;
  readonly parts: readonly string[];
  /** Ends the connection instead of the response. */
  readonly breaks?: boolean;
  readonly pauseMs?: number;
}

async function tapOver(script: Scripted): Promise<UsageTap> {
  const server: Server = createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      response.writeHead(200, { 'Content-Type': script.type, 'x-request-id': 'req_1' });
      void (async () => {
        for (const part of script.parts) {
          response.write(part);
          await sleep(script.pauseMs ?? 1);
        }
        if (script.breaks === true) response.destroy();
        else response.end();
      })();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const tap = await startUsageTap({ target: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  open.push({ close: () => (server.closeAllConnections(), server.close()) }, tap);
  return tap;
}

function ask(tap: UsageTap, path: string, body: object, signal?: AbortSignal): Promise<Response> {
  return fetch(tap.url + path, { method: 'POST', body: JSON.stringify(body), ...(signal === undefined ? {} : { signal }) });
}

async function onlyRecord(tap: UsageTap): Promise<TapRecord> {
  await expect.poll(() => tap.records.length).toBe(1);
  expect(tap.open).toBe(0);
  return tap.records[0] as TapRecord;
}

describe('what passes by', () => {
  it('goes through untouched and is read from a whole answer', async () => {
    const body = JSON.stringify({ id: 'chatcmpl-1', usage: OPENAI_USAGE });
    const tap = await tapOver({ type: 'application/json', parts: [body.slice(0, 40), body.slice(40)] });
    const response = await ask(tap, '/v1/chat/completions', { model: 'gpt-4o', user: 'case-1' });
    expect(await response.text()).toBe(body);
    expect(await onlyRecord(tap)).toMatchObject({
      providerRequestId: 'req_1',
      endUser: 'case-1',
      model: 'gpt-4o',
      usage: READ,
      isUsageFinal: true,
      ending: 'complete',
    });
  });

  it('is read from a stream that is split inside of characters and events', async () => {
    const text = [
      `data: {"choices":[{"delta":{"content":"né 🎉"}}],"usage":null}`,
      `data: ${JSON.stringify({ choices: [], usage: OPENAI_USAGE })}`,
      'data: [DONE]',
      '',
    ].join('\n\n');
    const bytes = Buffer.from(text);
    const server = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const byte of bytes) response.write(Buffer.from([byte]));
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const tap = await startUsageTap({ target: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
    open.push({ close: () => server.close() }, tap);
    expect(await (await ask(tap, '/v1/chat/completions', { stream: true })).text()).toBe(text);
    expect(await onlyRecord(tap)).toMatchObject({ usage: READ, isUsageFinal: true, contentBytes: Buffer.byteLength('né 🎉'), contentEvents: 1 });
  });

  it('is read from running totals of Anthropic, which replace one another', async () => {
    const start = {
      input_tokens: 50,
      cache_read_input_tokens: 30,
      cache_creation_input_tokens: 20,
      cache_creation: { ephemeral_5m_input_tokens: 5, ephemeral_1h_input_tokens: 15 },
      output_tokens: 1,
    };
    const parts = [
      `event: message_start\ndata: ${JSON.stringify({ type: 'message_start', message: { usage: start } })}\n\n`,
      `event: message_delta\ndata: ${JSON.stringify({ type: 'message_delta', usage: { output_tokens: 40 } })}\n\n`,
      `event: message_delta\ndata: ${JSON.stringify({ type: 'message_delta', usage: { input_tokens: 50, cache_creation_input_tokens: 20, output_tokens: 44 } })}\n\n`,
    ];
    const tap = await tapOver({ type: 'text/event-stream', parts });
    await (await ask(tap, '/v1/messages', { model: 'claude', metadata: { user_id: 'case-2' } })).text();
    expect(await onlyRecord(tap)).toMatchObject({
      endUser: 'case-2',
      usage: { uncachedInput: 50, cacheRead: 30, cacheWrite5m: 5, cacheWrite1h: 15, textOutput: 44 },
      isUsageFinal: true,
    });
  });

  it('tells a caller that left from a provider that broke off', async () => {
    const chunk = `data: {"choices":[{"delta":{"content":"word"}}]}\n\n`;
    const left = await tapOver({ type: 'text/event-stream', parts: Array.from({ length: 200 }, () => chunk), pauseMs: 10 });
    const controller = new AbortController();
    const response = await ask(left, '/v1/chat/completions', { stream: true }, controller.signal);
    await response.body?.getReader().read();
    controller.abort();
    const record = await onlyRecord(left);
    expect(record).toMatchObject({ ending: 'left', usage: null, isUsageFinal: false });
    expect(record.contentEvents).toBeGreaterThan(0);
    const broken = await tapOver({ type: 'text/event-stream', parts: [chunk], breaks: true });
    await expect(ask(broken, '/v1/chat/completions', { stream: true }).then((answer) => answer.text())).rejects.toThrow('terminated');
    expect(await onlyRecord(broken)).toMatchObject({ ending: 'broken' });
  });
});

describe('the bill', () => {
  const options = { markupPercent: '10', prices: { 'gpt-4o': { input: '2.50', output: '10', cacheRead: '1.25' } } } as const;

  it('is exact to a billionth of a dollar', () => {
    // 1,000 x 2.50 + 20 x 10.00 dollars a million, and 10 % on top: 0.00297 USD.
    expect(amountOf('gpt-4o', { ...NO_USAGE, uncachedInput: 1_000, textOutput: 20 }, options)).toBe(2_970_000n);
    expect(amountOf('gpt-4o', READ, options)).toBe(((744n * 2_500n + 256n * 1_250n + 90n * 10_000n) * 11n) / 10n);
    expect(() => amountOf('gpt-5', NO_USAGE, options)).toThrow('no list price');
  });

  it('rounds a response half up, once', () => {
    const prices = { tiny: { input: '0.0005', output: '0.0004' } };
    expect(amountOf('tiny', { ...NO_USAGE, uncachedInput: 1 }, { markupPercent: '0', prices })).toBe(1n);
    expect(amountOf('tiny', { ...NO_USAGE, textOutput: 1 }, { markupPercent: '0', prices })).toBe(0n);
    expect(amountOf('tiny', { ...NO_USAGE, uncachedInput: 1, textOutput: 1 }, { markupPercent: '0', prices })).toBe(1n);
  });

  it('counts only responses whose final usage was told', () => {
    const record = {
      providerRequestId: 'r',
      endUser: null,
      model: 'gpt-4o',
      isStream: true,
      requestBytes: 0,
      status: 200,
      contentBytes: 0,
      contentEvents: 0,
      startedAtMs: 0,
      endedAtMs: 0,
    };
    const told = { ...record, usage: READ, isUsageFinal: true, ending: 'complete' } as const;
    const bill = billOf([told, told, { ...told, isUsageFinal: false, ending: 'left' }], options);
    expect(bill.get('gpt-4o')).toMatchObject({ responses: 2, usage: { cacheRead: 512 }, amount: 2n * amountOf('gpt-4o', READ, options) });
  });
});
