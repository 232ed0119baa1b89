'use client';

import type { Role } from '@modelhub/access/roles';
import { Button } from '@modelhub/ui/button';
import { Dialog, DialogClose } from '@modelhub/ui/dialog';
import { Field } from '@modelhub/ui/field';
import { Form, FormActions, FormError } from '@modelhub/ui/form';
import { Input } from '@modelhub/ui/input';
import { Select } from '@modelhub/ui/select';
import { toast } from '@modelhub/ui/toast';
import { useMutation } from '@tanstack/react-query';
import { UserPlus } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { useRefresh } from '#src/features/shell/use-refresh.ts';
import { formText } from '#src/trpc/form-text.ts';
import { useTRPC } from '#src/trpc/client.tsx';
import { problemOf } from '#src/trpc/problem.ts';
import { grantableRoles } from '../role-words.ts';

function InviteForm({ myRole, onDone }: { readonly myRole: Role; readonly onDone: (email: string) => void }) {
  const trpc = useTRPC();
  const [role, setRole] = useState<Role>('developer');
  const invite = useMutation(trpc.settings.invitations.create.mutationOptions({ onSuccess: ({ email }) => onDone(email) }));
  const problem = problemOf(invite.error, ['email', 'role']);

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    invite.mutate({ email: formText(new FormData(event.currentTarget), 'email'), role });
  }

  return (
    <Form onSubmit={submit}>
      <Field label="E-mail" name="email" error={problem.fields['email']} help="Only this address can accept. Inviting it again replaces the older link.">
        <Input type="email" name="email" autoComplete="off" placeholder="name@company.com" required autoFocus />
      </Field>
      <Field label="Role" error={problem.fields['role']} help="At most your own.">
        <Select options={grantableRoles(myRole)} value={role} onValueChange={setRole} />
      </Field>
      <FormError message={problem.message} requestId={problem.requestId} />
      <FormActions submit="Send invitation" pending={invite.isPending}>
        <DialogClose render={<Button>Cancel</Button>} />
      </FormActions>
    </Form>
  );
}

export function InviteDialog({ myRole }: { readonly myRole: Role }) {
  const { refresh } = useRefresh();
  const [open, setOpen] = useState(false);
  const onDone = (email: string) => {
    setOpen(false);
    toast.success(`Invitation sent to ${email}`);
    refresh();
  };
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      title="Invite a member"
      description="They get a mail with a link that works once, for seven days."
      trigger={
        <Button variant="primary">
          <UserPlus aria-hidden />
          Invite a member
        </Button>
      }
    >
      <InviteForm myRole={myRole} onDone={onDone} />
    </Dialog>
  );
}
