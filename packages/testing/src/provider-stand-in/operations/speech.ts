import { EVENT_STREAM, sse } from '../dialects/dialect.ts';
import { stringOr, strings } from '../json.ts';
import type { Reply } from '../reply.ts';
import { estimateTokens } from '../usage.ts';
import { reportedCounts, type Operation, type OperationCall } from './operation.ts';

const SAMPLE_RATE = 24_000;
const BYTES_PER_SAMPLE = 2;
const SAMPLES_PER_CHARACTER = 240;
const CHUNK_BYTES = 4_096;
/** One frame of silence: MPEG-1 layer 3, 128 kbit/s, 44.1 kHz. */
const MP3_FRAME = Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0x00]), Buffer.alloc(413)]);

const TYPES: Readonly<Record<string, string>> = {
  mp3: 'audio/mpeg',
  opus: 'audio/ogg',
  aac: 'audio/aac',
  flac: 'audio/flac',
  wav: 'audio/wav',
  pcm: 'audio/pcm',
};
const MAGIC: Readonly<Record<string, string>> = { opus: 'OggS', flac: 'fLaC', aac: 'ÿñ' };

/** API reference, "Create speech": sound as it is made, or events with pieces of it in base64. */
export const speech: Operation = {
  texts: ({ input }) => strings(input),
  answer(call) {
    const format = stringOr(call.body['response_format'], 'mp3');
    const chunks = chunksOf(sound(stringOr(call.body['input'], ''), format));
    if (call.body['stream_format'] === 'sse') return events(call, chunks);
    return { type: TYPES[format] ?? 'application/octet-stream', frames: chunks, isStream: true };
  },
};

function events({ body, reported }: OperationCall, chunks: readonly Buffer[]): Reply {
  const input = estimateTokens(stringOr(body['input'], ''));
  const output = chunks.length * 20;
  const usage = { input_tokens: input, output_tokens: output, total_tokens: input + output };
  const deltas = chunks.map((chunk) => sse({ type: 'speech.audio.delta', audio: chunk.toString('base64') }));
  return { type: EVENT_STREAM, frames: [...deltas, sse({ type: 'speech.audio.done', ...reportedCounts(usage, reported) })], isStream: true };
}

/** The longer the text, the longer the sound: a low tone where it is uncompressed, and silence in a frame of its own format elsewhere. */
function sound(text: string, format: string): Buffer {
  const characters = Array.from(text).length;
  if (format === 'pcm') return tone(characters);
  if (format === 'wav') return wav(tone(characters));
  if (format === 'mp3') return Buffer.concat(Array.from({ length: Math.max(1, Math.ceil(characters / 4)) }, () => MP3_FRAME));
  return Buffer.concat([Buffer.from(MAGIC[format] ?? '', 'latin1'), Buffer.alloc(Math.max(64, characters * 32))]);
}

function tone(characters: number): Buffer {
  const samples = Buffer.alloc(Math.max(1, characters) * SAMPLES_PER_CHARACTER * BYTES_PER_SAMPLE);
  for (let at = 0; at < samples.length / BYTES_PER_SAMPLE; at += 1) {
    samples.writeInt16LE(Math.round(8_000 * Math.sin((2 * Math.PI * 220 * at) / SAMPLE_RATE)), at * BYTES_PER_SAMPLE);
  }
  return samples;
}

function wav(samples: Buffer): Buffer {
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + samples.length, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(SAMPLE_RATE, 24);
  header.writeUInt32LE(SAMPLE_RATE * BYTES_PER_SAMPLE, 28);
  header.writeUInt16LE(BYTES_PER_SAMPLE, 32);
  header.writeUInt16LE(BYTES_PER_SAMPLE * 8, 34);
  header.write('data', 36);
  header.writeUInt32LE(samples.length, 40);
  return Buffer.concat([header, samples]);
}

function chunksOf(bytes: Buffer): Buffer[] {
  return Array.from({ length: Math.ceil(bytes.length / CHUNK_BYTES) }, (_, index) => bytes.subarray(index * CHUNK_BYTES, (index + 1) * CHUNK_BYTES));
}
