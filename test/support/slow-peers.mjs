/** The programs that the slow tests need besides (peers.mjs): they are large, and `npm test` has no use for them. */

export const SLOW_PEERS = {
  debootstrap: 'packages in a bare Debian',
  lintian: 'judging packages',
  rpm: 'judging packages',
  rpmlint: 'judging packages',
  nsis: 'judging packages',
  osslsigncode: 'judging packages',
  thunar: 'sending from file managers',
  nemo: 'sending from file managers',
  nautilus: 'sending from file managers',
  'python3-nautilus': 'sending from file managers',
  'python3-gi': 'sending from file managers',
  'gir1.2-atspi-2.0': 'sending from file managers',
  'at-spi2-core': 'sending from file managers',
};
