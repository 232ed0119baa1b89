import { uuidv7 } from '@modelhub/core/ids';
import { describe, expect, it } from 'vitest';
import { eventIdOf, firstEventIdAt, generationIdOf } from './generation-id.ts';
import { generationIdSchema, loadRequestsQuery, requestsInputOf } from './requests-query.ts';

describe('generation ids', () => {
  it('lead to the event and back', () => {
    const eventId = uuidv7();
    expect(generationIdSchema.parse(generationIdOf(eventId))).toBe(generationIdOf(eventId));
    expect(eventIdOf(generationIdOf(eventId))).toBe(eventId);
  });

  it('divide time where it is meant to be divided', () => {
    const id = '019ab2c3-4d5e-7000-8000-000000000000';
    const ms = 0x019ab2c34d5e;
    expect(firstEventIdAt(ms) <= id).toBe(true);
    expect(firstEventIdAt(ms + 1) > id).toBe(true);
  });
});

describe('requestsInputOf', () => {
  it.each(['gen_1', "gen_' OR 1=1 --", 'req_00000000000000000000000000000000'])('leaves out %j as a cursor', async (before) => {
    expect(requestsInputOf(await loadRequestsQuery({ before })).before).toBeNull();
  });

  it('reads what the URL says', async () => {
    const query = await loadRequestsQuery({ status: '5xx', stream: 'false', key: 'key_1', since: 'nonsense' });
    expect(requestsInputOf(query)).toMatchObject({ status: '5xx', stream: false, keyId: 'key_1', since: null, model: null });
  });
});
