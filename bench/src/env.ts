/** Where programs are found: the processes that are measured get nothing else of our environment. */
export const PATH = process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin';
