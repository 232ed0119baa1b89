import { answerText } from '../answer-text.ts';
import { EVENT_STREAM, sse } from '../dialects/dialect.ts';
import { stringOr, strings, type Json } from '../json.ts';
import { piecesOf } from '../pieces.ts';
import { jsonReply, type Reply } from '../reply.ts';
import { estimateTokens } from '../usage.ts';
import { isTrue, reportedCounts, type Operation, type OperationCall } from './operation.ts';

/** Of speech at 128 kbit/s. */
const BYTES_PER_SECOND = 16_000;
const AUDIO_TOKENS_PER_SECOND = 10;

/** API reference, "Create transcription". */
export const transcriptions = speechToText('transcribe');
/** "Create translation": into English. */
export const translations = speechToText('translate');

function speechToText(task: 'transcribe' | 'translate'): Operation {
  return {
    texts: ({ prompt }) => strings(prompt),
    answer(call) {
      const heard = answerText(task === 'translate' ? '' : stringOr(call.body['prompt'], ''), call.random);
      return isTrue(call.body['stream']) ? streamed(call, heard) : whole(call, heard, task);
    },
  };
}

function whole(call: OperationCall, text: string, task: string): Reply {
  const { body, reported } = call;
  const duration = seconds(call);
  const segment = {
    id: 0,
    seek: 0,
    start: 0,
    end: duration,
    text,
    tokens: [50_364, 50_365],
    temperature: 0,
    avg_logprob: -0.2,
    compression_ratio: 1.1,
    no_speech_prob: 0.01,
  };
  switch (body['response_format']) {
    case 'text':
      return plain('text/plain; charset=utf-8', `${text}\n`);
    case 'srt':
      return plain('application/x-subrip', `1\n${clock(0, ',')} --> ${clock(duration, ',')}\n${text}\n\n`);
    case 'vtt':
      return plain('text/vtt', `WEBVTT\n\n${clock(0, '.')} --> ${clock(duration, '.')}\n${text}\n\n`);
    case 'verbose_json': {
      const words = { words: [{ word: text.split(' ')[0], start: 0, end: duration }] };
      const isByWord = strings(body['timestamp_granularities']).includes('word');
      const language = task === 'translate' ? 'english' : stringOr(body['language'], 'english');
      return jsonReply({ task, language, duration, text, segments: [segment], ...(isByWord ? words : {}), ...reportedCounts(usageOf(call, text), reported) });
    }
    default:
      return jsonReply({ text, ...reportedCounts(usageOf(call, text), reported) });
  }
}

function streamed(call: OperationCall, text: string): Reply {
  const deltas = piecesOf(text, call.random).map((delta) => sse({ type: 'transcript.text.delta', delta }));
  const done = sse({ type: 'transcript.text.done', text, ...reportedCounts(usageOf(call, text), call.reported) });
  return { type: EVENT_STREAM, frames: [...deltas, done, 'data: [DONE]\n\n'], isStream: true };
}

/** Whisper is billed by time, its successors by tokens. */
function usageOf(call: OperationCall, text: string): Json {
  const duration = seconds(call);
  if (call.model.includes('whisper')) return { type: 'duration', seconds: duration };
  const audio = duration * AUDIO_TOKENS_PER_SECOND;
  const prompt = strings(call.body['prompt']).reduce((sum, part) => sum + estimateTokens(part), 0);
  const output = estimateTokens(text);
  return {
    type: 'tokens',
    input_tokens: audio + prompt,
    input_token_details: { text_tokens: prompt, audio_tokens: audio },
    output_tokens: output,
    total_tokens: audio + prompt + output,
  };
}

function seconds({ files }: OperationCall): number {
  return Math.max(1, Math.ceil(files.reduce((sum, { bytes }) => sum + bytes.length, 0) / BYTES_PER_SECOND));
}

function plain(type: string, text: string): Reply {
  return { type, frames: [text], isStream: false };
}

function clock(at: number, separator: string): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(at / 3_600))}:${two(Math.floor(at / 60) % 60)}:${two(at % 60)}${separator}000`;
}
