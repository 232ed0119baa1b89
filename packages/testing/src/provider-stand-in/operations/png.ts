import { crc32, deflateSync } from 'node:zlib';
import type { SeededRandom } from '../seeded-random.ts';

const SIZE = 8;
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** A small picture in one colour (W3C, "Portable Network Graphics"): every viewer opens it. */
export function pngOf(random: SeededRandom): Buffer {
  const colour = [random.between(0, 255), random.between(0, 255), random.between(0, 255)];
  const row = Buffer.from([0, ...Array.from({ length: SIZE }, () => colour).flat()]);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(SIZE, 0);
  header.writeUInt32BE(SIZE, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const pixels = deflateSync(Buffer.concat(Array.from({ length: SIZE }, () => row)));
  return Buffer.concat([SIGNATURE, chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type), data]);
  const framed = Buffer.alloc(named.length + 8);
  framed.writeUInt32BE(data.length, 0);
  named.copy(framed, 4);
  framed.writeUInt32BE(crc32(named), named.length + 4);
  return framed;
}
