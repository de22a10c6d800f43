/**
 * The hidden files of a folder: settings, keys and remains of programs that nobody means when a
 * folder is shared. For others they do not exist where the owner hides them.
 */

/** Hidden by an attribute, which Node cannot read, so known by name. */
const WINDOWS = new Set([
  'desktop.ini', 'thumbs.db', 'ehthumbs.db', '$recycle.bin', 'system volume information',
  'pagefile.sys', 'hiberfil.sys', 'swapfile.sys', 'ntuser.dat', 'appdata',
]); // biome-ignore format: a list of names

/**
 * What programs put beside a file while they work on a mounted share: LibreOffice's locks, what
 * macOS keeps of a file, what a desktop keeps of a folder, unfinished saves.
 */
const WORKING =
  /^(?:\.~lock\..+#|\._.+|\.ds_store|\.directory|\.goutputstream-\w+|\.fuse_hidden\w+|\.nfs\w+|\..+\.sw[a-p])$/su;

export function isHiddenName(name: string): boolean {
  const folded = name.normalize('NFKC').toLowerCase();
  if (WINDOWS.has(folded) || folded.startsWith('ntuser.')) return true;
  return folded.startsWith('.') && !WORKING.test(folded);
}
