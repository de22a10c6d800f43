/** 100,000 hostile paths at each door that leads to a share. */
import process from 'node:process';
import { usesHostileDoors } from '../shares/hostile-office.ts';

usesHostileDoors(Number(process.env['HALLWAY_TEST_PATHS'] ?? 100_000), 7);
