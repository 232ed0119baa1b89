import { describe, expect, test } from 'vitest';
import { toComparison } from './comparison.ts';
import { toGoals } from './goals.ts';
import { readOptions, UsageError } from './options.ts';
import { toPlot } from './plot.ts';
import { plotOf } from './plots.ts';
import { failures, toMarkdown, toTables, toText, type Result } from './report.ts';
import { parseFigures, toMeasurement, type LoadFigures, type Measurement } from './run-load.ts';
import { requestBytes, SCENARIOS } from './scenarios.ts';
import { median, spread } from './statistics.ts';

const LINE =
  '{"completed":2000,"bad":0,"broken":0,"pieces":0,"seconds":2.000,"unsent":0,"latencyUs":{"p50":150.5,"p99":900.0,"p999":1200.0},' +
  '"firstUs":{"p50":0.0,"p99":0.0,"p999":0.0},"transitUs":{"p50":0.0,"p99":0.0,"p999":0.0},"problem":""}';

function measured(cpuUs: number, change: Partial<LoadFigures> = {}): Measurement {
  return toMeasurement({ ...parseFigures(LINE), ...change }, { cpuUs, startedAtMs: 0, endedAtMs: 2_000, peakMb: 101.4 });
}

describe('statistics', () => {
  test('the median is the middle, whatever the order', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([])).toBeNull();
  });

  test('the spread is relative to the median', () => {
    expect(spread([90, 100, 110])).toBeCloseTo(0.2);
    expect(spread([])).toBeNull();
  });
});

describe('measurement', () => {
  test('CPU time is shared out over the answers', () => {
    const { requestsPerSecond, cpuUsPerRequest, cpuUsPerPiece, cpuShare } = measured(200_000);
    expect({ requestsPerSecond, cpuUsPerRequest, cpuUsPerPiece, cpuShare }).toEqual({
      requestsPerSecond: 1_000,
      cpuUsPerRequest: 100,
      cpuUsPerPiece: null,
      cpuShare: 0.1,
    });
  });

  test('a line that is no figures is refused', () => {
    expect(() => parseFigures('{"completed":1}')).toThrow('the load generator printed');
  });
});

describe('report', () => {
  const results = [
    { scenario: 'saturation', target: 'direct', rounds: [toMeasurement(parseFigures(LINE), null)] },
    { scenario: 'saturation', target: 'modelhub', rounds: [measured(220_000), measured(180_000), measured(200_000, { bad: 3, broken: 1 })] },
  ] as const;

  test('a row for each relay, with medians and what failed', () => {
    const [table] = toTables(results);
    expect(table?.rows).toEqual([
      ['relay', 'req/s', 'p50 us', 'p99 us', 'CPU us/req', 'core %', 'RSS MB', 'failed'],
      ['direct', '1,000', '151', '900', '-', '-', '-', '0'],
      ['modelhub', '1,000', '151', '900', '100.0 ±10 %', '10', '101', '4'],
    ]);
    expect(failures(results[1].rounds)).toBe(4);
  });

  test('text is aligned, Markdown is a table', () => {
    const tables = toTables(results);
    const lines = toText(tables).split('\n');
    expect(new Set(lines.slice(1).map((line) => line.length)).size).toBe(1);
    expect(toMarkdown(tables)).toContain('| relay | req/s | p50 us | p99 us | CPU us/req | core % | RSS MB | failed |\n| --- | ---: |');
  });
});

describe('comparison', () => {
  test('ratios are taken within each round, so that a machine that gets slower shows nothing', () => {
    const rounds = { before: [100_000, 200_000, 400_000].map((cpu) => measured(cpu)), modelhub: [90_000, 180_000, 360_000].map((cpu) => measured(cpu)) };
    const [table] = toComparison([
      { scenario: 'saturation', target: 'before', rounds: rounds.before },
      { scenario: 'saturation', target: 'modelhub', rounds: rounds.modelhub },
    ]);
    expect(table?.rows.find(([title]) => title === 'CPU us/req')).toEqual(['CPU us/req', '100.0', '90.0', '-10.0 %', '3 of 3', '-10.0 %']);
    expect(table?.rows.find(([title]) => title === 'req/s')).toEqual(['req/s', '1,000', '1,000', '+0.0 %', '0 of 3', '+0.0 %']);
  });

  test('a scenario without both says nothing', () => {
    expect(toComparison([{ scenario: 'saturation', target: 'modelhub', rounds: [measured(1)] }])).toEqual([]);
  });
});

describe('added latency', () => {
  const at = (p50: number): Measurement => measured(100_000, { latencyUs: { p50, p99: 2 * p50, p999: 3 * p50 } });
  const results: Result[] = [
    { scenario: 'rate', target: 'direct', rounds: [at(100)] },
    { scenario: 'rate', target: 'nginx', rounds: [at(150)] },
    { scenario: 'rate', target: 'modelhub', rounds: [at(220)] },
    { scenario: 'rate', target: 'litellm', rounds: [measured(100_000, { completed: 0, latencyUs: { p50: 0, p99: 0, p999: 0 }, unsent: 900 })] },
  ];

  test('is what a relay takes more than the upstream itself, and nothing where it answered nothing', () => {
    const [titles = [], ...rows] = toTables(results)[0]?.rows ?? [];
    const column = (title: string): string[] => rows.map((row) => row[titles.indexOf(title)] ?? '');
    expect(column('added p50 us')).toEqual(['-', '50', '120', '-']);
    expect(column('added p99 us')).toEqual(['-', '100', '240', '-']);
    expect(column('waiting')).toEqual(['0', '0', '0', '900']);
  });

  test('is what the goal is about', () => {
    const row = toGoals(results, null).rows.find(([title]) => title === 'added p50 at a fixed rate against nginx');
    expect(row).toEqual(['added p50 at a fixed rate against nginx', '2 x', '1.40 x', '2.40 x', '-', 'not reached']);
  });
});

describe('goals', () => {
  const fast = (requestsPerSecond: number, cpuUs: number): Measurement => measured(cpuUs, { completed: requestsPerSecond * 2 });
  const verdicts = (rounds: { readonly portkey: Measurement; readonly modelhub: Measurement }, planningUs: number): (string | undefined)[] => {
    const results: Result[] = [
      { scenario: 'saturation', target: 'portkey', rounds: [rounds.portkey] },
      { scenario: 'saturation', target: 'modelhub', rounds: [rounds.modelhub] },
    ];
    const goals = toGoals(results, { candidates: 20, us: planningUs }).rows;
    return ['requests/s against Portkey', 'CPU time of a request', 'planning a route over 20 candidates'].map((title) =>
      goals.find((row) => row[0] === title)?.at(-1),
    );
  };

  test('are reached from their limit on, where more is better and where less is', () => {
    const portkey = fast(100, 100_000);
    expect(verdicts({ portkey, modelhub: fast(2_800, 448_000) }, 5)).toEqual(['aim reached', 'aim reached', 'aim reached']);
    expect(verdicts({ portkey, modelhub: fast(1_800, 450_000) }, 20)).toEqual(['reached', 'reached', 'reached']);
    expect(verdicts({ portkey, modelhub: fast(1_799, 450_000) }, 20.1)).toEqual(['not reached', 'not reached', 'not reached']);
  });

  test('of what was left out say that they were not measured', () => {
    expect(
      toGoals([], null)
        .rows.slice(1)
        .map((row) => row.at(-1)),
    ).toEqual(Array.from({ length: 9 }, () => 'not measured'));
  });
});

describe('plot', () => {
  test('points stand on a scale of powers of ten, ours apart from the others', () => {
    const point = (label: string, value: number) => ({ label, value, text: String(value), isOurs: label === 'modelhub' });
    const svg = toPlot('a < b', [{ title: 'CPU', points: [point('nginx', 10), point('modelhub', 100), point('litellm', 1_000)] }]);
    const places = [...svg.matchAll(/<circle class="([^"]+)" cx="([^"]+)"/g)].map(([, kind, x]) => [kind, Number(x)]);
    expect(places).toEqual([
      ['dot', 140],
      ['dot ours', 395],
      ['dot', 650],
    ]);
    expect(svg).toContain('aria-label="a &lt; b"');
  });

  test('a scenario is drawn where two relays can be compared', () => {
    const results: Result[] = [
      { scenario: 'saturation', target: 'nginx', rounds: [measured(50_000)] },
      { scenario: 'saturation', target: 'modelhub', rounds: [measured(200_000)] },
    ];
    expect(plotOf(results, 'saturation')).toContain('requests a second on one core');
    expect(plotOf(results.slice(1), 'saturation')).toBeNull();
  });
});

test('the request tells the mock upstream what to answer', () => {
  const text = requestBytes(SCENARIOS['paced-stream'], { port: 8_000, apiKey: 'mh_live_x', path: '/v1/chat/completions' }).toString();
  const [head = '', body = ''] = text.split('\r\n\r\n');
  expect(head).toContain(`Content-Length: ${Buffer.byteLength(body)}`);
  expect(body).toContain('[[chunks=100 gap_us=10000]]');
  expect(JSON.parse(body)).toMatchObject({ stream: true, stream_options: { include_usage: true } });
});

test('the command line names tests and targets that exist', () => {
  expect(readOptions(['--tests', 'stream,rate', '--targets', 'modelhub', '--rounds', '3'])).toMatchObject({
    tests: ['stream', 'rate'],
    targets: ['modelhub'],
    rounds: 3,
  });
  expect(readOptions(['--peers']).targets).toEqual([
    'direct',
    'nginx',
    'node-net',
    'node-http',
    'fastify-idiomatic',
    'portkey',
    'litellm',
    'bifrost',
    'modelhub',
  ]);
  expect(readOptions([]).targets).toEqual(['direct', 'nginx', 'node-net', 'node-http', 'fastify-raw', 'fastify-idiomatic', 'modelhub']);
  expect(readOptions(['--compare', 'HEAD~1'])).toMatchObject({ tests: ['saturation', 'stream'], targets: ['modelhub'], compareWith: 'HEAD~1' });
  expect(() => readOptions(['--targets', 'before'])).toThrow(UsageError);
  expect(() => readOptions(['--tests', 'nothing'])).toThrow(UsageError);
  expect(() => readOptions(['--seconds', 'many'])).toThrow('--seconds has to be a number above 0.');
  expect(() => readOptions(['--nothing'])).toThrow(UsageError);
});
