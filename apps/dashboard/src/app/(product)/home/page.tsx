import { requireOrganization } from '#src/server/page.ts';

export default async function HomePage() {
  const { organization } = await requireOrganization();
  return <h1>{organization.name}</h1>;
}
