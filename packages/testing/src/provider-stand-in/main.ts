import { startProviderStandIn } from './start.ts';

// The sandbox as a process of its own: `node main.ts [port]`. It says where it listens in one line and stops on SIGTERM or SIGINT.
const port = Number(process.argv[2] ?? 0);
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  console.error(`provider stand-in: "${process.argv[2]}" is not a port`);
  process.exit(1);
}

try {
  const standIn = await startProviderStandIn({ port, isSandbox: true });
  console.log(JSON.stringify({ providerStandInUrl: standIn.url }));
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void standIn.close().then(() => process.exit(0)));
} catch (error) {
  console.error(`provider stand-in: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
