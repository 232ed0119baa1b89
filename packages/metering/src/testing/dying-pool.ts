import type pg from 'pg';

/**
 * A pool whose program "dies" before or after its nth statement: from then on every statement fails, and the connections are
 * cut without a goodbye, as those of a killed process are.
 */
export function dyingPool(pool: pg.Pool, dieAt: number, when: 'before' | 'after'): pg.Pool {
  let statements = 0;
  let isDead = false;
  const clients = new Set<pg.PoolClient>();
  const die = (): Error => {
    isDead = true;
    for (const client of clients) cut(client);
    return new Error('the process was killed');
  };
  const around =
    (run: (...args: never[]) => Promise<unknown>) =>
    async (...args: never[]) => {
      statements += 1;
      if (isDead || (statements >= dieAt && when === 'before')) throw die();
      const result = await run(...args);
      if (statements >= dieAt) throw die();
      return result;
    };
  const wrapClient = (client: pg.PoolClient): pg.PoolClient => {
    clients.add(client);
    const run = around((client.query as (...args: never[]) => Promise<unknown>).bind(client));
    return new Proxy(client, {
      get: (target, name) => {
        if (name === 'query') return run;
        if (name === 'release') return () => release(client, clients, isDead);
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  };
  return new Proxy(pool, {
    get: (target, name) => {
      if (name === 'connect') return async () => (isDead ? Promise.reject(die()) : wrapClient(await target.connect()));
      if (name === 'query') return around((target.query as (...args: never[]) => Promise<unknown>).bind(target));
      return Reflect.get(target, name, target) as unknown;
    },
  });
}

function release(client: pg.PoolClient, clients: Set<pg.PoolClient>, isDead: boolean): void {
  clients.delete(client);
  client.release(isDead);
}

function cut(client: pg.PoolClient): void {
  const { stream } = (client as unknown as { connection: { stream: { destroy(): void } } }).connection;
  client.on('error', () => {});
  stream.destroy();
}
