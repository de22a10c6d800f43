/**
 * Mocha's `spec` reporter, which also tells the runner (test/support/run.mjs) how many tests
 * passed, failed and were skipped.
 */
import Mocha from 'mocha';

export default class Reporter extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once(Mocha.Runner.constants.EVENT_RUN_END, () => {
      const { passes, failures, pending } = runner.stats;
      process.send?.({ passed: passes, failed: failures, skipped: pending });
    });
  }

  /** Closes with the failures alone; the runner prints the counts. */
  epilogue() {
    Mocha.reporters.Base.list(this.failures);
  }
}
