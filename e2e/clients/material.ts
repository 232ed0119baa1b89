import { z } from 'zod';

export const INSTRUCTIONS = 'You help people who travel.';
export const QUESTION = 'Schreibe mir, was ich für Zürich einpacken soll – kurz, bitte. 🎒';
export const WEATHER_QUESTION = 'What will the weather be in Lisbon?';
export const TICKET_QUESTION = 'File a ticket: my suitcase is lost.';

export const WEATHER = { name: 'get_weather', description: 'The weather of a place on a day.' };
export const WeatherArguments = z.object({ city: z.string(), unit: z.enum(['celsius', 'fahrenheit']), days: z.number() });

/** What the tool answers, in every client. */
export function weather({ city, days }: z.infer<typeof WeatherArguments>): string {
  return JSON.stringify({ city, days, celsius: 21.5, sky: 'clear, “mostly”' });
}

export const Ticket = z.object({
  title: z.string(),
  severity: z.enum(['low', 'medium', 'high']),
  hours: z.number(),
  steps: z.array(z.object({ action: z.string(), isOptional: z.boolean() })),
});

/** Texts of a stream that a client hands out piece by piece. */
export async function joined(pieces: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const piece of pieces) text += piece;
  return text;
}
