/** A stretch of a transcript; times are seconds. */
export interface Segment {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Segments as subtitles: SubRip, or WebVTT (W3C, "WebVTT: The Web Video Text Tracks Format"). */
export function subtitles(segments: readonly Segment[], format: 'srt' | 'vtt'): string {
  const cues = segments.map(({ start, end, text }, index) => {
    const times = `${time(start, format)} --> ${time(end, format)}`;
    return format === 'srt' ? `${index + 1}\n${times}\n${text.trim()}\n` : `${times}\n${text.trim()}\n`;
  });
  return format === 'srt' ? `${cues.join('\n')}\n` : `WEBVTT\n\n${cues.join('\n')}\n`;
}

/** `01:02:03,456`; WebVTT has a point, and leaves empty hours out. */
function time(seconds: number, format: 'srt' | 'vtt'): string {
  const ms = Math.max(0, Math.round(seconds * 1_000));
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(ms / 3_600_000);
  const rest = `${two(Math.floor(ms / 60_000) % 60)}:${two(Math.floor(ms / 1_000) % 60)}${format === 'srt' ? ',' : '.'}${String(ms % 1_000).padStart(3, '0')}`;
  return format === 'vtt' && hours === 0 ? rest : `${two(hours)}:${rest}`;
}
