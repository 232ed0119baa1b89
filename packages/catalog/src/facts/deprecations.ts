/** When the pages below were read: what was switched off by then is deprecated, what comes later only carries its date. */
const READ_ON = '2026-11-24';

interface SwitchOff {
  /** ISO date. */
  readonly at: string;
  readonly endpoints: readonly string[];
}

const openai = (...models: string[]): string[] => models.map((model) => `openai/${model}`);
const anthropic = (...models: string[]): string[] => models.map((model) => `anthropic/${model}`);

/** By the providers' own announcements: developers.openai.com/api/docs/deprecations; platform.claude.com, "Model deprecations", and the list in Anthropic's SDK 1.10.0. */
const SWITCH_OFFS: readonly SwitchOff[] = [
  { at: '2025-07-21', endpoints: anthropic('claude-3-sonnet-20240229') },
  { at: '2025-10-28', endpoints: anthropic('claude-3-5-sonnet-20240620', 'claude-3-5-sonnet-20241022') },
  { at: '2026-01-05', endpoints: anthropic('claude-3-opus-20240229') },
  { at: '2026-02-19', endpoints: anthropic('claude-3-7-sonnet-20250219') },
  { at: '2026-06-15', endpoints: anthropic('claude-opus-4-0', 'claude-sonnet-4-0') },
  { at: '2026-09-28', endpoints: openai('gpt-3.5-turbo-instruct') },
  {
    at: '2026-10-23',
    endpoints: openai('gpt-3.5-turbo', 'gpt-4', 'gpt-4-turbo', 'gpt-4.1-nano', 'gpt-4o-2024-05-13', 'gpt-image-1', 'o1', 'o1-pro', 'o3-mini', 'o4-mini'),
  },
  { at: '2026-11-30', endpoints: anthropic('claude-sonnet-4-5') },
  { at: '2026-12-01', endpoints: openai('chatgpt-image-latest', 'gpt-image-1-mini', 'gpt-image-1.5') },
  { at: '2026-12-11', endpoints: openai('gpt-5', 'gpt-5-mini', 'gpt-5-nano', 'gpt-5-pro', 'o3', 'o3-pro') },
  { at: '2027-01-06', endpoints: openai('gpt-4o-mini-tts', 'tts-1', 'tts-1-hd') },
  { at: '2027-01-14', endpoints: openai('gpt-4.1', 'gpt-4.1-mini', 'gpt-4o', 'gpt-4o-2024-08-06', 'gpt-4o-2024-11-20', 'gpt-4o-mini') },
  { at: '2027-02-26', endpoints: openai('gpt-4o-mini-transcribe', 'gpt-4o-transcribe', 'gpt-4o-transcribe-diarize', 'whisper-1') },
  { at: '2027-04-01', endpoints: openai('gpt-5.1', 'gpt-5.3-codex', 'gpt-5.4-nano') },
];

export const DEPRECATED_AT: ReadonlyMap<string, string> = new Map(SWITCH_OFFS.flatMap(({ at, endpoints }) => endpoints.map((id) => [id, at] as const)));

/** Whether an endpoint of that date was already off when the dates were read. */
export function isSwitchedOff(deprecatedAt: string | null): boolean {
  return deprecatedAt !== null && deprecatedAt <= READ_ON;
}
