/**
 * Loaded into an agent whose memory the soak weighs: at SIGUSR2 it collects all garbage there is
 * and gives the pages back, so that what is left is what the agent holds on to.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

process.on('SIGUSR2', () => collect({ type: 'major', flavor: 'last-resort' }));
