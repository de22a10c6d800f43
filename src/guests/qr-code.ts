/** An address as a QR code (ISO/IEC 18004) that phones read from a screen. */
import { encode } from 'uqr';

/** A row a text, `1` for dark, with the quiet zone of four that readers need (section 6.3.8). */
export function qrCode(text: string): string[] {
  const { data } = encode(text, { ecc: 'M', border: 4 });
  return data.map((row) => row.map((dark) => (dark ? '1' : '0')).join(''));
}
