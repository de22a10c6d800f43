/** 100,000 hostile paths at each door that leads to a share. */
import { usesHostileDoors } from '../shares/hostile-office.ts';

usesHostileDoors(100_000, 7);
