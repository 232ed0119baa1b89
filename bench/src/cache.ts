import path from 'node:path';

/** What other gateways and other commits are installed into. Kept between runs; can be deleted at any time. */
export const CACHE = path.join(import.meta.dirname, '../.peers');
/** The file that is written last, so that an installation that was broken off is begun again. */
export const COMPLETE = '.complete';
