/** Takes away what an agent remembers of the others' addresses. */
import { join } from 'node:path';
import { openDatabase } from '../../src/store/database.ts';

/** Of the agent with this home, which must not run. */
export function forgetAddresses(home: string): void {
  const database = openDatabase(join(home, 'hallway.db'));
  database.run('DELETE FROM known_addresses');
  database.close();
}
