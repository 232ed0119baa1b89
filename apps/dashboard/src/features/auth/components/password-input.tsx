'use client';

import { IconButton } from '@modelhub/ui/icon-button';
import { Input, type InputProps } from '@modelhub/ui/input';
import { Eye, EyeOff } from 'lucide-react';
import { useState } from 'react';

/** A password field that can be made readable: people mistype what they cannot see. */
export function PasswordInput(props: Omit<InputProps, 'type' | 'suffix'>) {
  const [shown, setShown] = useState(false);
  return (
    <Input
      {...props}
      type={shown ? 'text' : 'password'}
      spellCheck={false}
      suffix={
        <IconButton
          size="sm"
          label={shown ? 'Hide password' : 'Show password'}
          icon={shown ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
          aria-pressed={shown}
          onClick={() => setShown(!shown)}
        />
      }
    />
  );
}
