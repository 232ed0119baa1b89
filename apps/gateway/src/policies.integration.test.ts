import { qualityOf } from '@modelhub/catalog/quality';
import { startProviderStandIn, type ProviderStandIn } from '@modelhub/testing/provider-stand-in';
import type {} from '@modelhub/testing/vitest-setup';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { startGatewayWorld, type GatewayWorld, type TestKey } from './testing/gateway-world.ts';
import { answerWith, type UpstreamScript } from './testing/scripted-upstream.ts';

let standIn: ProviderStandIn;
let world: GatewayWorld;
let key: TestKey;

beforeAll(async () => {
  standIn = await startProviderStandIn();
  world = await startGatewayWorld(inject('postgresAdminUrl'));
});
afterAll(async () => {
  await world.close();
  await standIn.close();
});
beforeEach(async () => {
  key = await world.addKey();
  for (const upstream of [world.openai, world.anthropic]) {
    upstream.requests.length = 0;
    upstream.script = asInSandbox;
  }
});

/** What a request to the provider gets in the sandbox. */
const asInSandbox: UpstreamScript = async (response, { path, raw }) => {
  const answer = await fetch(standIn.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer sandbox' },
    body: raw,
  });
  response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'application/json' });
  response.end(Buffer.from(await answer.arrayBuffer()));
};

const ask = (text: string) => ({ messages: [{ role: 'user', content: text }], max_tokens: 50 });
const SHORT = ask('What is the price of it?');
const stepsOf = (models: readonly string[], more: object = {}): object => ({ steps: [{ name: 'all', models, ...more }] });
const FAQ = {
  steps: [
    { name: 'faq', when: { prompt_tokens: { max: 200 }, has_tools: false }, models: ['openai/gpt-4o-mini'] },
    { name: 'strong', models: ['anthropic/claude-sonnet-4-5', 'openai/gpt-4o'] },
  ],
};

let policies = 0;

/** Saves versions of a policy, of which one is published. */
async function save(
  owner: TestKey,
  name: string,
  versions: readonly object[],
  columns: { published?: number | null; archived?: boolean } = {},
): Promise<string> {
  policies += 1;
  const id = `pol_${policies}`;
  const { published = versions.length, archived = false } = columns;
  await world.sql.query('INSERT INTO routing_policies (id, organization_id, name) VALUES ($1, $2, $3)', [id, owner.organizationId, name]);
  for (const [index, document] of versions.entries()) {
    await world.sql.query('INSERT INTO routing_policy_versions (policy_id, version, organization_id, document) VALUES ($1, $2, $3, $4)', [
      id,
      index + 1,
      owner.organizationId,
      document,
    ]);
  }
  await world.sql.query('UPDATE routing_policies SET published_version = $2, archived_at = $3 WHERE id = $1', [id, published, archived ? new Date() : null]);
  return id;
}

async function served(body: object, path?: string): Promise<string> {
  const response = await world.post(key.secret, { ...SHORT, ...body }, {}, path);
  expect([response.status, await response.text()]).toEqual([200, expect.anything()]);
  return response.headers.get('x-modelhub-model') ?? '';
}

async function refused(body: object, path?: string): Promise<{ status: number; error: { code: string; param: string | null; message: string } }> {
  const response = await world.post(key.secret, { ...SHORT, ...body }, {}, path);
  return { status: response.status, ...((await response.json()) as { error: { code: string; param: string | null; message: string } }) };
}

/** Asks until the answer is this one, for a second at most: gateways hear of changes. */
async function within1s(model: string, body: object, path?: string): Promise<void> {
  await expect.poll(() => served(body, path), { timeout: 1_000, interval: 20 }).toBe(model);
}

describe('a saved policy', () => {
  it('sends requests where its steps say, on every surface', async () => {
    await save(key, 'support', [FAQ]);
    const model = 'policy/support';
    expect(await served({ model })).toBe('openai/gpt-4o-mini');
    expect(await served({ model, ...ask('word '.repeat(2_000)) })).toMatch('anthropic/claude-sonnet-4-5');
    expect(await served({ model, input: 'What is the price?', messages: undefined, max_tokens: undefined }, '/v1/responses')).toBe('openai/gpt-4o-mini');
    expect(await served({ model, ...ask('word '.repeat(2_000)) }, '/v1/messages')).toMatch('anthropic/claude-sonnet-4-5');
    expect(await served({ model, prompt: 'What is the price?', messages: undefined }, '/v1/completions')).toBe('openai/gpt-4o-mini');
    await save(key, 'vectors', [stepsOf(['openai/text-embedding-3-small'])]);
    world.openai.script = answerWith({ object: 'list', model: 'm', data: [], usage: { prompt_tokens: 4, total_tokens: 4 } });
    await within1s('openai/text-embedding-3-small', { model: 'policy/vectors', input: 'text', messages: undefined }, '/v1/embeddings');
  });

  it('is told of in the decision record, with its version and the step', async () => {
    await save(key, 'support', [stepsOf(['openai/gpt-4o']), FAQ]);
    const response = await world.post(key.secret, { model: 'policy/support', ...SHORT }, { 'x-modelhub-metadata': 'enabled' });
    expect(await response.json()).toMatchObject({
      modelhub: { policy: { name: 'support', version: 2, step: 'faq' }, requested_models: ['openai/gpt-4o-mini'] },
    });
  });

  it('is what is published: another version is heard of within a second, and so is the way back', async () => {
    const id = await save(key, 'support', [stepsOf(['openai/gpt-4o-mini']), stepsOf(['openai/gpt-4o'])], { published: 1 });
    const request = { model: 'policy/support' };
    expect(await served(request)).toBe('openai/gpt-4o-mini');
    await world.sql.query('UPDATE routing_policies SET published_version = 2 WHERE id = $1', [id]);
    await within1s('openai/gpt-4o', request);
    await world.sql.query('UPDATE routing_policies SET published_version = 1 WHERE id = $1', [id]);
    await within1s('openai/gpt-4o-mini', request);
  });

  it('is in the list of models, and so is what is automatic', async () => {
    await save(key, 'support', [FAQ]);
    await save(key, 'draft', [FAQ], { published: null });
    await save(key, 'old', [FAQ], { archived: true });
    const ids = (await world.client(key.secret).models.list()).data.map(({ id }) => id);
    expect(ids.filter((id) => id.startsWith('policy/') || id.startsWith('modelhub/'))).toEqual(['modelhub/auto', 'policy/support']);
    expect(await world.client(key.secret).models.retrieve('policy/support')).toMatchObject({ id: 'policy/support', object: 'model', owned_by: 'organization' });
    const model = await world.client(key.secret).models.retrieve('gpt-4o');
    expect(model).toMatchObject({
      quality: { score: expect.any(Number), figures: expect.arrayContaining([expect.objectContaining({ benchmark: 'gpqa-diamond' })]) },
    });
  });

  it('that cannot be used says why, and names those that can', async () => {
    await save(key, 'support', [FAQ]);
    await save(key, 'draft', [FAQ], { published: null });
    await save(key, 'old', [FAQ], { archived: true });
    const another = await world.addKey();
    await save(another, 'theirs', [FAQ]);
    expect(await refused({ model: 'policy/suport' })).toMatchObject({
      status: 404,
      error: { code: 'model_not_found', param: 'model', message: expect.stringContaining('policy/support') },
    });
    expect(await refused({ model: 'policy/draft' })).toMatchObject({ status: 404, error: { message: expect.stringContaining('no published version') } });
    expect(await refused({ model: 'policy/old' })).toMatchObject({ status: 404, error: { message: expect.stringContaining('archived') } });
    const theirs = await refused({ model: 'policy/theirs' });
    expect(theirs).toMatchObject({ status: 404, error: { message: expect.stringContaining('does not exist') } });
    expect(await refused({ model: 'policy/support', models: ['gpt-4o'] })).toMatchObject({ status: 400, error: { param: 'models' } });
    expect(await refused({ model: 'gpt-4o', models: ['gpt-4o-mini', 'policy/support'] })).toMatchObject({ status: 400, error: { param: 'models[1]' } });
  });

  it('that this gateway cannot read serves nothing', async () => {
    await save(key, 'broken', [{ steps: [] }]);
    expect(await refused({ model: 'policy/broken' })).toMatchObject({ status: 500, error: { message: expect.stringContaining('Publish it again') } });
    expect(world.openai.requests).toEqual([]);
  });

  it('goes without a model that is gone', async () => {
    await save(key, 'support', [stepsOf(['was/there-once', 'openai/gpt-4o'])]);
    expect(await served({ model: 'policy/support' })).toBe('openai/gpt-4o');
  });

  it('adds its constraints to those of the request, and the request has its wishes', async () => {
    await save(key, 'support', [{ always: { ignore: ['anthropic'] }, ...stepsOf(['anthropic/claude-sonnet-4-5', 'openai/gpt-4o']) }]);
    expect(await served({ model: 'policy/support' })).toBe('openai/gpt-4o');
    const nothing = await refused({ model: 'policy/support', provider: { only: ['anthropic'] } });
    expect(nothing).toMatchObject({
      status: 400,
      error: { param: 'provider', message: expect.stringContaining('The policy "support" has constraints of its own') },
    });
  });
});

describe('a default policy', () => {
  const onlyOpenAi = { always: { only: ['openai'] }, ...stepsOf(['openai/gpt-4o']) };

  it('is what modelhub/auto stands for: that of the key before that of its project', async () => {
    const ofProject = await save(key, 'of-project', [stepsOf(['openai/gpt-4o'])]);
    const ofKey = await save(key, 'of-key', [stepsOf(['openai/gpt-4o-mini'])]);
    const request = { model: 'modelhub/auto' };
    await world.sql.query('UPDATE projects SET default_policy_id = $2 WHERE organization_id = $1', [key.organizationId, ofProject]);
    await within1s('openai/gpt-4o', request);
    await world.sql.query('UPDATE api_keys SET default_policy_id = $2 WHERE id = $1', [key.keyId, ofKey]);
    await within1s('openai/gpt-4o-mini', request);
    expect(world.openai.requests.at(-1)?.body['model']).toBe('gpt-4o-mini');
  });

  it('holds its constraints for requests that name a model, also when it is archived', async () => {
    const id = await save(key, 'openai-only', [onlyOpenAi]);
    await world.sql.query('UPDATE api_keys SET default_policy_id = $2 WHERE id = $1', [key.keyId, id]);
    expect(await served({ model: 'gpt-4o-mini' })).toBe('openai/gpt-4o-mini');
    expect(await refused({ model: 'claude-sonnet-4-5' })).toMatchObject({
      status: 400,
      error: { message: expect.stringMatching(/openai-only.*Without provider\.only there would be/) },
    });
    await world.sql.query('UPDATE routing_policies SET archived_at = now() WHERE id = $1', [id]);
    await expect.poll(() => refused({ model: 'modelhub/auto' }), { timeout: 1_000 }).toMatchObject({ status: 404 });
    expect(await refused({ model: 'claude-sonnet-4-5' })).toMatchObject({ status: 400 });
    expect(world.anthropic.requests).toEqual([]);
  });

  it('of another organization is none', async () => {
    const another = await world.addKey();
    const id = await save(another, 'theirs', [onlyOpenAi]);
    for (const table of ['api_keys', 'projects']) {
      const pointed = world.sql.query(`UPDATE ${table} SET default_policy_id = $2 WHERE organization_id = $1`, [key.organizationId, id]);
      await expect(pointed).rejects.toThrow('default_policy_id_fkey');
    }
    expect(await served({ model: 'claude-sonnet-4-5' })).toMatch('anthropic/');
  });

  it('stands in the way of requests that are passed on as they are', async () => {
    await world.addCredential(key.organizationId, { provider: 'openai', apiKey: 'sk-own' });
    const id = await save(key, 'eu-only', [{ always: { regions: ['eu'] }, ...stepsOf(['openai/gpt-4o']) }]);
    await world.sql.query('UPDATE api_keys SET default_policy_id = $2 WHERE id = $1', [key.keyId, id]);
    expect(await refused({ model: 'gpt-4o' }, '/openai/v1/chat/completions')).toMatchObject({ status: 403, error: { code: 'permission_denied' } });
    expect(world.openai.requests).toEqual([]);
  });
});

describe('modelhub/auto without a default policy', () => {
  const model = 'modelhub/auto';

  it('takes what is simple to something cheap that is good enough, and tools to something strong, on every surface', async () => {
    const simple = await served({ model });
    const tools = [{ type: 'function', function: { name: 'look', parameters: { type: 'object', properties: {} } } }];
    const strong = await served({ model, tools });
    expect(qualityOf(strong) ?? 0).toBeGreaterThan(qualityOf(simple) ?? 1);
    expect(await served({ model, input: 'What is the price?', messages: undefined, max_tokens: undefined }, '/v1/responses')).toBe(simple);
    expect(await served({ model }, '/v1/messages')).toBe(simple);
    const response = await world.post(key.secret, { model, ...SHORT }, { 'x-modelhub-metadata': 'enabled' });
    expect(await response.json()).toMatchObject({ modelhub: { policy: { name: model, version: null, step: 'everything else' } } });
  });

  it('chooses from what the key may use', async () => {
    key = await world.addKey({ denied_providers: ['openai'] });
    expect(await served({ model })).toMatch('anthropic/');
    key = await world.addKey({ allowed_models: ['openai/gpt-3.5-turbo', 'openai/gpt-4o-mini'] });
    expect(await served({ model })).toBe('openai/gpt-4o-mini');
  });

  it('is no model for embeddings, and has no namesakes', async () => {
    expect(await refused({ model, input: 'text', messages: undefined }, '/v1/embeddings')).toMatchObject({ status: 400, error: { param: 'model' } });
    expect(await refused({ model: 'modelhub/automatic' })).toMatchObject({ status: 404, error: { message: expect.stringContaining('modelhub/auto') } });
  });
});

describe('models for what others refuse', () => {
  const document = stepsOf(['openai/gpt-4o'], { on_context_too_long: ['openai/gpt-4.1'], on_content_filtered: ['anthropic/claude-sonnet-4-5'] });
  const tooLong = answerWith({ error: { message: 'too long', type: 'invalid_request_error', param: 'messages', code: 'context_length_exceeded' } }, 400);
  const filtered = answerWith({ error: { message: 'filtered', type: 'invalid_request_error', param: null, code: 'content_policy_violation' } }, 400);
  const down = answerWith({ error: { message: 'down' } }, 503);
  const once = (first: UpstreamScript): UpstreamScript => {
    let asked = 0;
    return (response, request) => {
      asked += 1;
      return asked === 1 ? first(response, request) : asInSandbox(response, request);
    };
  };

  it('are asked after such a refusal', async () => {
    await save(key, 'careful', [document]);
    world.openai.script = once(tooLong);
    expect(await served({ model: 'policy/careful' })).toBe('openai/gpt-4.1');
    world.openai.script = once(filtered);
    expect(await served({ model: 'policy/careful' })).toMatch('anthropic/claude-sonnet-4-5');
  });

  it('are asked after no other failure', async () => {
    await save(key, 'careful', [document]);
    world.openai.script = down;
    expect(await refused({ model: 'policy/careful' })).toMatchObject({ status: 503 });
    expect(world.openai.requests.every(({ raw }) => raw.includes('"gpt-4o"'))).toBe(true);
    expect(world.anthropic.requests).toEqual([]);
  });

  it('are asked at once for a prompt that surely does not fit', async () => {
    await save(key, 'careful', [document]);
    expect(await served({ model: 'policy/careful', ...ask('word '.repeat(200_000)) })).toBe('openai/gpt-4.1');
    expect(world.openai.requests).toHaveLength(1);
  });

  it('are reserved for: a budget that covers the first model and not the other one refuses before anybody is asked', async () => {
    await save(key, 'careful', [stepsOf(['openai/gpt-4o-mini'], { on_content_filtered: ['anthropic/claude-opus-4-1'] })]);
    await world.sql.query(`UPDATE api_keys SET budget_nano_usd = 1000000, budget_window = 'total' WHERE id = $1`, [key.keyId]);
    expect(await refused({ model: 'policy/careful' })).toMatchObject({ status: 402 });
    expect(await served({ model: 'gpt-4o-mini' })).toBe('openai/gpt-4o-mini');
  });
});

describe('what a request holds besides text', () => {
  const image = { type: 'base64', media_type: 'image/png', data: 'AAAA' };
  const surfaces: readonly (readonly [string, string, object])[] = [
    ['/v1/chat/completions', 'messages', { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }] }] }],
    ['/v1/responses', 'input', { input: [{ role: 'user', content: [{ type: 'input_image', image_url: 'data:image/png;base64,AAAA' }] }] }],
    ['/v1/messages', 'messages', { messages: [{ role: 'user', content: [{ type: 'image', source: image }] }], max_tokens: 50 }],
  ];
  const asked = async (path: string, body: object) => {
    const response = await world.post(key.secret, body, {}, path);
    return { status: response.status, model: response.headers.get('x-modelhub-model'), text: await response.text() };
  };

  it.each(surfaces)('on %s goes to no model that does not take it: named alone, with fallbacks, or by the step of a policy', async (path, param, body) => {
    const blind = 'openai/gpt-3.5-turbo';
    const alone = await asked(path, { ...body, model: blind });
    expect(alone.status).toBe(400);
    expect(alone.text).toContain(`${blind} does not take images. This request could go to openai/`);
    if (path !== '/v1/messages') expect(JSON.parse(alone.text)).toMatchObject({ error: { code: 'invalid_value', param } });
    expect(await asked(path, { ...body, model: blind, models: ['openai/gpt-4o-mini'] })).toMatchObject({ status: 200, model: 'openai/gpt-4o-mini' });
    await save(key, 'seeing', [stepsOf([blind, 'openai/gpt-4o-mini'])]);
    expect(await asked(path, { ...body, model: 'policy/seeing' })).toMatchObject({ status: 200, model: 'openai/gpt-4o-mini' });
    await save(key, 'blind', [stepsOf([blind, 'openai/gpt-4'])]);
    expect((await asked(path, { ...body, model: 'policy/blind' })).text).toContain('gpt-3.5-turbo and the other models do not take images');
    expect(world.openai.requests).toHaveLength(2);
  });
});

describe('lists of what may be used', () => {
  const surfaces: readonly (readonly [string, object])[] = [
    ['/v1/chat/completions', SHORT],
    ['/v1/responses', { input: 'Hi' }],
    ['/v1/messages', SHORT],
    ['/v1/completions', { prompt: 'Hi' }],
  ];

  it.each(surfaces)('hold on %s: models and providers, of the organization and of the key', async (path, body) => {
    const cases: readonly (readonly [Record<string, string[]>, Record<string, string[]>])[] = [
      [{ denied_models: ['openai/gpt-4o'] }, {}],
      [{ allowed_models: ['openai/gpt-4o-mini'] }, {}],
      [{ denied_providers: ['openai'] }, {}],
      [{ allowed_providers: ['anthropic'] }, {}],
      [{}, { denied_models: ['openai/gpt-4o'] }],
      [{}, { allowed_models: ['openai/gpt-4o-mini'] }],
      [{}, { denied_providers: ['openai'] }],
      [{}, { allowed_providers: ['anthropic'] }],
    ];
    for (const [ofKey, ofOrganization] of cases) {
      const narrow = await world.addKey(ofKey, ofOrganization);
      const response = await world.post(narrow.secret, { model: 'gpt-4o', ...body }, {}, path);
      expect([ofKey, ofOrganization, response.status]).toEqual([ofKey, ofOrganization, 403]);
      await response.text();
    }
    expect(world.openai.requests).toEqual([]);
  });

  it('hold on operations and on requests that are passed on, and leave models out of the list', async () => {
    const narrow = await world.addKey({}, { denied_providers: ['openai'] });
    await world.addCredential(narrow.organizationId, { provider: 'openai', apiKey: 'sk-own' });
    for (const [path, body] of [
      ['/v1/embeddings', { model: 'text-embedding-3-small', input: 'Hi' }],
      ['/openai/v1/chat/completions', { model: 'gpt-4o', ...SHORT }],
    ] as const) {
      const response = await world.post(narrow.secret, body, {}, path);
      expect([path, response.status]).toEqual([path, 403]);
      await response.text();
    }
    const listed = await fetch(`${world.url}/v1/models`, { headers: { authorization: `Bearer ${narrow.secret}` } });
    const { data } = (await listed.json()) as { data: { id: string }[] };
    expect(data.map(({ id }) => id)).not.toContain('openai/gpt-4o');
    expect(data.map(({ id }) => id)).toContain('anthropic/claude-sonnet-4-5');
  });

  it('are heard of within a second', async () => {
    expect(await served({ model: 'gpt-4o' })).toBe('openai/gpt-4o');
    await world.sql.query(`UPDATE organizations SET denied_models = '{openai/gpt-4o}' WHERE id = $1`, [key.organizationId]);
    await expect
      .poll(() => refused({ model: 'gpt-4o' }), { timeout: 1_000 })
      .toMatchObject({ status: 403, error: { message: expect.stringContaining('organization') } });
  });
});

describe('tokens of a prompt for a policy', () => {
  it('are counted for the first model of the step that it would take', async () => {
    await save(key, 'counted', [FAQ]);
    const long = ask('How does a write-ahead log keep a database whole? '.repeat(60));
    const count = async (body: object): Promise<{ status: number; tokens: unknown }> => {
      const { max_tokens: _, ...prompt } = body as { max_tokens: number };
      const response = await world.post(key.secret, prompt, {}, '/v1/messages/count_tokens');
      return { status: response.status, tokens: ((await response.json()) as { input_tokens?: unknown }).input_tokens };
    };
    world.anthropic.script = answerWith({ input_tokens: 4_711 });
    expect(await count({ ...long, model: 'policy/counted' })).toEqual({ status: 200, tokens: 4_711 });
    expect(await count({ ...SHORT, model: 'policy/counted' })).toEqual(await count({ ...SHORT, model: 'openai/gpt-4o-mini' }));
    expect((await count({ ...SHORT, model: 'modelhub/auto' })).status).toBe(200);
    expect((await count({ ...SHORT, model: 'policy/nothing' })).status).toBe(404);
    const ofResponses = await world.post(key.secret, { model: 'policy/counted', input: 'Hello there.' }, {}, '/v1/responses/input_tokens');
    expect(ofResponses.status).toBe(200);
  });
});
