/** The programs that the slow tests need besides (peers.mjs): they are large, and `npm test` has no use for them. */

export const SLOW_PEERS = {
  debootstrap: 'packages in a bare Debian',
  lintian: 'judging packages',
  rpm: 'judging packages',
  nsis: 'judging packages',
  osslsigncode: 'judging packages',
};
