import type OpenAI from 'openai';
import type { Seeded } from '../seeded.ts';

export const TOOLS: readonly OpenAI.ChatCompletionFunctionTool[] = [
  {
    type: 'function',
    function: {
      name: 'get_weather',
      description: 'Weather of a place on a day.',
      parameters: { type: 'object', properties: { city: { type: 'string' }, unit: { type: 'string', enum: ['celsius', 'fahrenheit'] } }, required: ['city'] },
    },
  },
  {
    type: 'function',
    function: {
      name: 'search_orders',
      description: 'Finds orders of a customer.',
      parameters: {
        type: 'object',
        properties: { customer: { type: 'string' }, limit: { type: 'integer', minimum: 1, maximum: 50 }, tags: { type: 'array', items: { type: 'string' } } },
        required: ['customer'],
      },
    },
  },
  {
    type: 'function',
    function: {
      name: 'convert_money',
      parameters: {
        type: 'object',
        properties: {
          amount: { type: 'number' },
          from: { type: 'string' },
          to: { type: 'string' },
          options: { type: 'object', properties: { round: { type: 'boolean' } } },
        },
      },
    },
  },
];

/** What our side answers to a call. */
export function toolResult(name: string, random: Seeded): string {
  switch (name) {
    case 'get_weather':
      return JSON.stringify({ celsius: random.between(-20, 40), sky: random.pick(['clear', 'Regen', '雪']) });
    case 'search_orders':
      return JSON.stringify(
        Array.from({ length: random.between(0, 30) }, (_, index) => ({
          id: `A-${random.between(1_000, 9_999)}`,
          line: index,
          total: `${random.between(1, 900)}.${random.between(10, 99)}`,
        })),
      );
    default:
      return JSON.stringify({ amount: random.between(1, 100_000) / 100, note: 'mid-market “rate”' });
  }
}

export const ANSWER_SCHEMA = {
  type: 'json_schema' as const,
  json_schema: {
    name: 'ticket',
    strict: true,
    schema: {
      type: 'object',
      properties: {
        title: { type: 'string' },
        severity: { type: 'string', enum: ['low', 'medium', 'high'] },
        estimateHours: { type: 'number' },
        steps: {
          type: 'array',
          items: {
            type: 'object',
            properties: { action: { type: 'string' }, isOptional: { type: 'boolean' } },
            required: ['action', 'isOptional'],
            additionalProperties: false,
          },
        },
      },
      required: ['title', 'severity', 'estimateHours', 'steps'],
      additionalProperties: false,
    },
  },
};
