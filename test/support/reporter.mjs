/**
 * Mocha's `spec` reporter for runs side by side: it writes each outermost suite in one go, and
 * hands the counts, the times and the failures to the runner (test/support/run.mjs).
 */
import { relative } from 'node:path';
import { format, stripVTControlCharacters } from 'node:util';
import Mocha from 'mocha';

const { EVENT_RUN_END, EVENT_SUITE_END, EVENT_TEST_PASS, EVENT_TEST_FAIL, EVENT_TEST_PENDING } =
  Mocha.Runner.constants;

export default class Reporter extends Mocha.reporters.Spec {
  #lines = [];
  /** `passed`, `failed` and `skipped` of each file, and the ms it took with its set-up. */
  #files = {};
  #since = Date.now();

  constructor(runner, options) {
    // Before the base listens, whose lines are kept from then on.
    Mocha.reporters.Base.consoleLog = (...words) => this.#lines?.push(format(...words));
    super(runner, options);
    runner.on(EVENT_SUITE_END, (suite) => suite.parent?.root && this.#end(suite));
    runner.on(EVENT_TEST_PASS, (test) => this.#count(test, 'passed'));
    runner.on(EVENT_TEST_FAIL, (test) => this.#count(test, 'failed'));
    runner.on(EVENT_TEST_PENDING, (test) => this.#count(test, 'skipped'));
    runner.once(EVENT_RUN_END, () => {
      this.#write();
      Mocha.reporters.Base.list(this.failures);
      process.send?.({ files: this.#files, failures: this.#take() });
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

  #of(file = '') {
    const name = relative(process.cwd(), file);
    this.#files[name] ??= { passed: 0, failed: 0, skipped: 0, ms: 0 };
    return this.#files[name];
  }

  /** A failed hook counts as a test; its suite knows the file. */
  #count(test, result) {
    this.#of(test.file ?? test.parent?.file)[result] += 1;
  }

  #end(suite) {
    const now = Date.now();
    this.#of(suite.file).ms += now - this.#since;
    this.#since = now;
    this.#write();
  }

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
