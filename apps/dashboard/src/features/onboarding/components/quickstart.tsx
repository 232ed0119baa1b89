'use client';

import { Tabs } from '@modelhub/ui/tabs';
import { gatewaySamples } from '../gateway-samples.ts';
import { PlainCode } from './plain-code.tsx';

export interface QuickstartProps {
  readonly gatewayUrl: string;
  readonly apiKey: string;
  readonly model: string;
}

/** The first request in three languages, with the key and this instance's address filled in. */
export function Quickstart({ gatewayUrl, apiKey, model }: QuickstartProps) {
  return (
    <Tabs
      label="Language"
      look="segment"
      tabs={gatewaySamples({ gatewayUrl, apiKey, model }).map((sample) => ({
        value: sample.id,
        label: sample.label,
        content: <PlainCode title={sample.label} code={sample.code} highlightLine={sample.highlightLine} />,
      }))}
    />
  );
}
