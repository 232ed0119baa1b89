/**
 * What the signed-in shell shows. The layout loads it on the server; the shell itself knows neither database nor session.
 */
export interface ShellUser {
  readonly name: string | null;
  readonly email: string;
}

export interface ShellOrganization {
  readonly id: string;
  readonly name: string;
  /** The person's role in it, as a word: `owner`. */
  readonly role: string;
}

export interface ShellProject {
  readonly id: string;
  readonly name: string;
}

/** One sentence above the page: past due, suspended, sandbox. */
export interface ShellNotice {
  readonly id: string;
  readonly tone: 'neutral' | 'degraded' | 'down';
  readonly text: string;
  readonly action?: { readonly label: string; readonly href: string };
}

/** Server actions; each ends in a redirect or refresh of its own. */
export interface ShellActions {
  readonly selectOrganization: (organizationId: string) => Promise<void>;
  /** Null shows all projects. */
  readonly selectProject: (projectId: string | null) => Promise<void>;
  readonly signOut: () => Promise<void>;
}

export interface ShellData {
  readonly user: ShellUser;
  readonly organizations: readonly ShellOrganization[];
  readonly currentOrganizationId: string;
  readonly projects: readonly ShellProject[];
  readonly currentProjectId: string | null;
  readonly notices: readonly ShellNotice[];
  readonly actions: ShellActions;
}
