/** Runs once when the server starts, before the first request. */
export async function register(): Promise<void> {
  // A constant that Next.js puts in while it builds: it compiles this file for its edge runtime too, which has neither sockets nor
  // processes, and leaves out what stands behind this line.
  // oxlint-disable-next-line modelhub/no-env-outside-env-file -- not read at run time: the build replaces it by a constant
  if (process.env['NEXT_RUNTIME'] === 'nodejs') {
    const { start } = await import('./server/start.ts');
    start();
  }
}
