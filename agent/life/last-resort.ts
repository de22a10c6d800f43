/**
 * What nobody caught. The process may be in any state then, so it must end; but not in silence, and
 * not without a goodbye to the others.
 */

/**
 * Has `report` called for every error and every rejected promise that nobody handles (Node turns
 * the second into the first), instead of ending the process. The result takes it back.
 */
export function onFault(report: (error: unknown) => void): () => void {
  process.on('uncaughtException', report);
  return () => process.off('uncaughtException', report);
}
