/** Writes admissions without end and says which are durable, until it is killed. */
import { createIdentity } from '../../src/identity/identity.ts';
import { pc } from './support.ts';

const { service, identity } = pc(await createIdentity(), 'Reception', process.argv[2]);
service.create('Office');
for (;;) {
  const { spki } = await createIdentity();
  await service.admit({ spki, name: 'PC' });
  process.stdout.write(`${service.heads()[identity.id] ?? ''}\n`);
}
