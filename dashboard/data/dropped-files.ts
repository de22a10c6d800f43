/** What was dropped, with folders told from files: a browser hands both over as a `File`. */
export function droppedFiles(data: DataTransfer | null): { files: File[]; folders: number } {
  const files: File[] = [];
  let folders = 0;
  for (const item of data?.items ?? []) {
    if (item.webkitGetAsEntry()?.isDirectory === true) {
      folders += 1;
      continue;
    }
    const file = item.getAsFile();
    if (file) files.push(file);
  }
  return { files, folders };
}
