/** The version of this installation, as package.json has it. */
export { VERSION } from './life/install-root.ts';
