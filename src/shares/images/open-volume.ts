/** Which file system an image holds. */
import { HallwayError } from '../../base/errors.ts';
import type { ImageBytes } from './image-bytes.ts';
import type { ImageVolume } from './image-volume.ts';
import { IsoVolume } from './iso-volume.ts';
import { UdfVolume } from './udf-volume.ts';

/**
 * UDF goes before ISO 9660 where an image has both: its names are whole and its files may be
 * large. If that one is damaged the other is taken. Throws `image.unreadable`.
 */
export async function openVolume(bytes: ImageBytes): Promise<ImageVolume> {
  let trouble: unknown;
  try {
    const udf = await UdfVolume.open(bytes);
    // A folder that cannot be read would be found too late.
    if (udf) await udf.names(bytes, await udf.root(bytes));
    if (udf) return udf;
  } catch (error) {
    trouble = error;
  }
  const iso = await IsoVolume.open(bytes);
  if (iso) return iso;
  throw (
    trouble ??
    new HallwayError('image.unreadable', 'This is no image of a disc that Hallway can open.', {
      fix: 'Images of ISO 9660 and UDF can be opened.',
    })
  );
}
