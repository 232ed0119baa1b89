import { router } from '#src/server/trpc.ts';
import { accessRulesRouter } from './access-rules.ts';
import { auditLogRouter } from './audit-log.ts';
import { invitationsRouter } from './invitations.ts';
import { membersRouter } from './members.ts';
import { organizationRouter } from './organization.ts';
import { profileRouter } from './profile.ts';
import { projectsRouter } from './projects.ts';

export const settingsRouter = router({
  organization: organizationRouter,
  accessRules: accessRulesRouter,
  members: membersRouter,
  invitations: invitationsRouter,
  projects: projectsRouter,
  profile: profileRouter,
  auditLog: auditLogRouter,
});
