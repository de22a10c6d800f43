/** What the guest's page asks the PC that its link leads to. */
import { phrase } from '../locale/localization.ts';
import { call, type Exchange } from '../../src/api/client.ts';
import { HallwayError } from '../../src/base/errors.ts';

/** The secret in the address of the page. */
export const secret = location.pathname.split('/')[2] ?? '';

function away(cause?: unknown): HallwayError {
  return new HallwayError('peer.offline', phrase('The PC does not answer.'), {
    fix: phrase(
      'Check that your phone is in the same Wi-Fi, and ask whether the link still lives.',
    ),
    cause,
  });
}

export const ask: Exchange = async ({ method, path }) => {
  try {
    const response = await fetch(path, { method, cache: 'no-store', credentials: 'omit' });
    return { status: response.status, body: await response.json() };
  } catch (error) {
    throw away(error);
  }
};

/** Sends a file as the body; XMLHttpRequest, because fetch does not tell how much is sent. */
export function send<E extends Parameters<typeof call>[1]>(
  target: E,
  input: Parameters<typeof call<E>>[2],
  file: Blob,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (part: number) => void },
): ReturnType<typeof call<E>> {
  const exchange: Exchange = ({ method, path }) =>
    new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open(method, path);
      request.setRequestHeader('content-type', 'application/octet-stream');
      request.upload.addEventListener('progress', (event) => {
        if (event.lengthComputable && event.total > 0) onProgress(event.loaded / event.total);
      });
      request.addEventListener('load', () =>
        resolve({ status: request.status, body: parsed(request.responseText) }),
      );
      request.addEventListener('error', () => reject(away()));
      request.addEventListener('abort', () =>
        reject(new HallwayError('request.cancelled', phrase('Cancelled.'))),
      );
      signal.addEventListener('abort', () => request.abort(), { once: true });
      request.send(file);
    });
  return call(exchange, target, input);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
