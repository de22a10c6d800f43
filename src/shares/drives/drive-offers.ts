/** The table `drive_offers`: what was decided about drives that come and go. */
import type { ResourceId } from '../../model/id.ts';
import type { DriveChoice } from '../../model/drive.ts';
import type { OwnShare } from '../../model/share.ts';
import type { Database } from '../../store/database.ts';

export interface DriveOffer {
  /** `SystemDrive.key`, or the drive's id where it has none. */
  key: string;
  choice: DriveChoice;
  /** The share is the same one each time the drive is there; null where it is never shared. */
  share: ResourceId | null;
  name: string;
  access: OwnShare['access'];
  with: OwnShare['with'];
}

interface OfferRow {
  key: string;
  choice: string;
  share: string | null;
  name: string;
  access: string;
  audience: string;
}

export class DriveOffers {
  readonly #database: Database;
  readonly #offers = new Map<string, DriveOffer>();

  constructor(database: Database) {
    this.#database = database;
  }

  load(): void {
    this.#offers.clear();
    const rows = this.#database.all<OfferRow>(
      'SELECT key, choice, share, name, access, audience FROM drive_offers',
    );
    for (const { audience, ...row } of rows)
      this.#offers.set(row.key, {
        ...row,
        choice: row.choice === 'always' || row.choice === 'never' ? row.choice : 'once',
        access: row.access === 'write' ? 'write' : 'read',
        with: JSON.parse(audience) as DriveOffer['with'],
      });
  }

  all(): DriveOffer[] {
    return [...this.#offers.values()];
  }

  get(key: string): DriveOffer | undefined {
    return this.#offers.get(key);
  }

  put(offer: DriveOffer): void {
    this.#database.run(
      `INSERT OR REPLACE INTO drive_offers (key, choice, share, name, access, audience)
       VALUES (?, ?, ?, ?, ?, ?)`,
      offer.key,
      offer.choice,
      offer.share,
      offer.name,
      offer.access,
      JSON.stringify(offer.with),
    );
    this.#offers.set(offer.key, offer);
  }

  remove(key: string): void {
    this.#database.run('DELETE FROM drive_offers WHERE key = ?', key);
    this.#offers.delete(key);
  }
}
