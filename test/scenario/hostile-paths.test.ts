/** Short; `test/slow/hostile-paths.test.ts` throws 100,000 at each door. */
import { usesHostileDoors } from '../shares/hostile-office.ts';

usesHostileDoors(1000, 5);
