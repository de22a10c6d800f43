/** The files of a share, wherever it is, as far as whole folders need them. */
export interface TreeEntry {
  name: string;
  kind: 'folder' | 'file';
  size: number;
  modified: number;
  etag?: string | undefined;
}

export interface TreeFiles {
  stat(path: string): Promise<TreeEntry & { etag: string }>;
  /** Groups of what is in a folder. Throws `path.not_folder`, `path.not_found`, `share.not_found`. */
  entries(
    path: string,
    options: { etags: boolean; signal?: AbortSignal | undefined },
  ): AsyncIterable<readonly TreeEntry[]>;
}
