/** How much may be caused by those who have a link. */
export const GUEST_LINK_BOUNDS = {
  /** Links that live, and that are over and still known. */
  live: 50,
  over: 50,
  /** What is over is known for so long, so that its guest reads why it does not open. */
  knownMs: 7 * 86_400_000,
  /** Of one link; what broke off counts. */
  files: 1000,
  dropBytes: 20 * 1024 ** 3,
  documents: 100,
  /** Of one file and of one document. */
  fileBytes: 4 * 1024 ** 3,
  documentBytes: 256 * 1024 ** 2,
  /** Documents that arrive or wait for a printer: of one link, and of all of them. */
  waitingOfOne: 50,
  waitingOfAll: 200,
  waitingBytes: 2 * 1024 ** 3,
  /** At a time, of one link. */
  uploads: 4,
  downloads: 8,
  /** This much of a disk stays free of what guests drop and print. */
  spareBytes: 512 * 1024 ** 2,
} as const;
