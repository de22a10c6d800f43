/**
 * Mocha's `spec` reporter for runs side by side: it writes each outermost suite in one go, and
 * hands the counts and the failures to the runner (test/support/run.mjs).
 */
import { format, stripVTControlCharacters } from 'node:util';
import Mocha from 'mocha';

const { EVENT_RUN_END, EVENT_SUITE_END } = Mocha.Runner.constants;

export default class Reporter extends Mocha.reporters.Spec {
  #lines = [];

  constructor(runner, options) {
    // Before the base listens, whose lines are kept from then on.
    Mocha.reporters.Base.consoleLog = (...words) => this.#lines?.push(format(...words));
    super(runner, options);
    runner.on(EVENT_SUITE_END, (suite) => suite.parent?.root && this.#write());
    runner.once(EVENT_RUN_END, () => {
      const { passes, failures, pending } = runner.stats;
      this.#write();
      Mocha.reporters.Base.list(this.failures);
      process.send?.({
        counts: { passed: passes, failed: failures, skipped: pending },
        failures: this.#take(),
      });
    });
    // A run that hangs is ended by the runner: what it did so far tells where.
    process.once('message', () => {
      this.#write();
      process.exit(1);
    });
    process.channel?.unref();
  }

  /** The runner shows failures, after those of the other lanes. */
  epilogue() {}

  #take() {
    const text = this.#lines
      .splice(0)
      .map((line) => `${line}\n`)
      .join('');
    return process.env.CI || process.stdout.isTTY ? text : stripVTControlCharacters(text);
  }

  #write() {
    process.stdout.write(this.#take());
  }
}
