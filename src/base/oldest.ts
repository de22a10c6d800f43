/** Maps that strangers fill: they keep their newest entries and forget the oldest. */

/** Drops what was set first until `most` entries are left. Set an entry anew to make it young. */
export function dropOldest(map: Map<unknown, unknown>, most: number): void {
  for (const key of map.keys()) {
    if (map.size <= most) return;
    map.delete(key);
  }
}
