/** What windows for one deed share: whether it is under way, how it failed, and that they close. */
import { LitElement, type PropertyDeclarations } from 'lit';

/** Fires `dialog-close` when the deed is done or given up. */
export class TaskDialog extends LitElement {
  static override properties: PropertyDeclarations = {
    busy: { state: true },
    error: { state: true },
  };
  declare busy: boolean;
  /** Of what was tried last; whoever opens the window anew clears it. */
  declare error: unknown;

  constructor() {
    super();
    this.busy = false;
    this.error = undefined;
  }

  /** Does it; a failure is kept to be shown, and the window stays open. */
  protected async attempt(deed: () => Promise<void>): Promise<void> {
    this.busy = true;
    this.error = undefined;
    try {
      await deed();
    } catch (error) {
      this.error = error;
    } finally {
      this.busy = false;
    }
  }

  protected close(): void {
    this.dispatchEvent(new CustomEvent('dialog-close'));
  }
}
