/**
 * An endpoint as data: one value that the server validates with, the caller is typed by and the
 * OpenAPI document is made from.
 */
import type * as Type from 'typebox';

/** Bytes instead of JSON, in the request or in the answer. */
export const Stream = 'stream';
export type Stream = typeof Stream;

export interface Endpoint<
  Params extends Type.TSchema | undefined = Type.TSchema | undefined,
  Query extends Type.TSchema | undefined = Type.TSchema | undefined,
  Body extends Type.TSchema | Stream | undefined = Type.TSchema | Stream | undefined,
  Answer extends Type.TSchema | Stream | undefined = Type.TSchema | Stream | undefined,
> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Path with `:name` parameters, as Fastify writes it. */
  readonly path: string;
  /** One sentence for the API document. */
  readonly summary: string;
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body;
  /** Absent: 204 without a body. */
  readonly answer?: Answer;
}

type Part<S> = S extends Type.TSchema ? Type.Static<S> : undefined;

/** What a caller passes: only the parts that the endpoint has. Streams are passed beside it. */
export type Input<E> =
  E extends Endpoint<infer P, infer Q, infer B, infer _A>
    ? (P extends Type.TSchema ? { params: Part<P> } : object) &
        (Q extends Type.TSchema ? { query: Part<Q> } : object) &
        (B extends Stream ? object : B extends Type.TSchema ? { body: Part<B> } : object)
    : never;

/** What comes back: the JSON value, or nothing for 204 and streams. */
export type Output<E> =
  E extends Endpoint<infer _P, infer _Q, infer _B, infer A>
    ? A extends Stream
      ? void
      : A extends Type.TSchema
        ? Type.Static<A>
        : void
    : never;

export function endpoint<
  const P extends Type.TSchema | undefined = undefined,
  const Q extends Type.TSchema | undefined = undefined,
  const B extends Type.TSchema | Stream | undefined = undefined,
  const A extends Type.TSchema | Stream | undefined = undefined,
>(value: Endpoint<P, Q, B, A>): Endpoint<P, Q, B, A> {
  return value;
}

/** The path and query of a call: parameters escaped, absent query values left out. */
export function endpointPath(
  target: Endpoint,
  params: Readonly<Record<string, unknown>> = {},
  query: Readonly<Record<string, unknown>> = {},
): string {
  const path = target.path.replace(/:([A-Za-z]+)/g, (_all, name: string) =>
    encodeURIComponent(String(params[name])),
  );
  const pairs = Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`);
  return pairs.length === 0 ? path : `${path}?${pairs.join('&')}`;
}
