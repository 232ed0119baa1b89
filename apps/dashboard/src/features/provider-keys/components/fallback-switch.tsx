'use client';

import { Switch } from '@modelhub/ui/switch';

export interface FallbackSwitchProps {
  readonly providerName: string;
  readonly checked: boolean;
  readonly onCheckedChange: (checked: boolean) => void;
}

/** Whether the organization would rather pay list price than see a request fail. */
export function FallbackSwitch({ providerName, checked, onCheckedChange }: FallbackSwitchProps) {
  return (
    <div className="flex flex-col gap-1">
      <Switch checked={checked} onCheckedChange={onCheckedChange}>
        Fall back to ModelHub’s keys
      </Switch>
      <p className="text-sm text-ink-muted">
        {checked
          ? `When ${providerName} refuses this key or limits it, ModelHub’s own key serves the request at list price.`
          : `When ${providerName} refuses this key or limits it, the request fails. Nothing is ever billed by ModelHub instead.`}
      </p>
    </div>
  );
}
