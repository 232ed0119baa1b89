import { z } from 'zod';
import { machineDefaultName } from './machine-defaults.ts';

export interface VariableDescription {
  readonly name: string;
  /** What may stand there, in words. */
  readonly values: string;
  /** In words; undefined when there is none. */
  readonly default: string | undefined;
  readonly isRequired: boolean;
  readonly meaning: string;
}

type Shape = Readonly<Record<string, z.core.$ZodType>>;

/** The variables of an environment schema, in its order. */
export function describeVariables(shape: Shape): VariableDescription[] {
  return Object.entries(shape).map(([name, schema]) => describeVariable(name, schema));
}

function describeVariable(name: string, schema: z.core.$ZodType): VariableDescription {
  const json = z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' });
  const isOptional = z.safeParse(schema, undefined).success;
  return {
    name,
    values: valuesOf(json),
    default: defaultOf(json),
    isRequired: !isOptional,
    meaning: z.globalRegistry.get(schema)?.description ?? '',
  };
}

function valuesOf(json: z.core.JSONSchema.BaseSchema): string {
  if (json.enum !== undefined) return json.enum.map((value) => `\`${String(value)}\``).join(', ');
  if (json.type === 'integer' || json.type === 'number') return `${json.minimum ?? '…'} to ${json.maximum ?? '…'}`;
  if (json.format === 'uri') return 'URL';
  if (json.minLength !== undefined) return `text, ${json.minLength} characters or more`;
  return 'text';
}

function defaultOf(json: z.core.JSONSchema.BaseSchema): string | undefined {
  if (json.default === undefined) return undefined;
  return machineDefaultName(json.default) ?? `\`${typeof json.default === 'string' ? json.default : JSON.stringify(json.default)}\``;
}
