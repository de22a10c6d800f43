/** Hangs endpoints of the contract into Fastify: validation, answers and errors in one place. */
import type {
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  FastifySchemaCompiler,
  FastifyServerOptions,
} from 'fastify';
import type * as Type from 'typebox';
import type { Endpoint, Input, Output } from '../../src/api/endpoint.ts';
import { toProblem } from '../../src/api/problem.ts';
import { asHallwayError, HallwayError, httpStatus } from '../../src/base/errors.ts';
import type { Log } from '../../src/base/log.ts';
import { shapeError } from '../../src/net/shape.ts';
import { RequestBody } from './request-body.ts';

export interface Exchange {
  request: FastifyRequest;
  reply: FastifyReply;
}

/** Serves an endpoint with JSON in and out. */
export function route<E extends Endpoint>(
  app: FastifyInstance,
  target: E,
  handle: (input: Input<E>, exchange: Exchange) => Promise<Output<E>> | Output<E>,
): void {
  app.route({
    method: target.method,
    url: target.path,
    schema: schemaOf(target),
    handler: async (request, reply) => {
      const value = await handle(inputOf<E>(request), { request, reply });
      if (target.answer === undefined) return reply.code(204).send();
      return reply.send(value);
    },
  });
}

/** Serves an endpoint whose request body is bytes; they are handed over unread. */
export function streamInRoute<E extends Endpoint>(
  app: FastifyInstance,
  target: E,
  handle: (input: Input<E>, body: RequestBody, exchange: Exchange) => Promise<Output<E>>,
): void {
  void app.register((child, _options, done) => {
    child.removeAllContentTypeParsers();
    child.addContentTypeParser('*', (_request, payload, parsed) =>
      parsed(null, new RequestBody(payload)),
    );
    child.route({
      method: target.method,
      url: target.path,
      schema: schemaOf(target),
      handler: async (request, reply) => {
        // A request without a body goes past the parser.
        const body =
          request.body instanceof RequestBody ? request.body : new RequestBody(request.raw);
        return reply.send(await handle(inputOf<E>(request), body, { request, reply }));
      },
    });
    done();
  });
}

/** Serves an endpoint that answers with bytes; `handle` sends them. */
export function streamOutRoute<E extends Endpoint>(
  app: FastifyInstance,
  target: E,
  handle: (input: Input<E>, exchange: Exchange) => Promise<FastifyReply>,
): void {
  app.route({
    method: target.method,
    url: target.path,
    schema: schemaOf(target),
    handler: (request, reply) => handle(inputOf<E>(request), { request, reply }),
  });
}

function inputOf<E extends Endpoint>(request: FastifyRequest): Input<E> {
  return { params: request.params, query: request.query, body: request.body } as Input<E>;
}

function schemaOf(target: Endpoint): Record<string, unknown> {
  const json = (part: Type.TSchema | string | undefined): part is Type.TSchema =>
    part !== undefined && typeof part !== 'string';
  return {
    summary: target.summary,
    ...(target.params ? { params: target.params } : {}),
    ...(target.query ? { querystring: target.query } : {}),
    ...(json(target.body) ? { body: target.body } : {}),
    ...(json(target.answer) ? { response: { 200: target.answer } } : {}),
  };
}

const checked: FastifySchemaCompiler<Type.TSchema> =
  ({ schema, httpPart }) =>
  (data: unknown) => {
    const value = httpPart === 'querystring' ? fromQuery(schema, data) : data;
    const problem = shapeError(schema, value);
    if (problem === undefined) return { value };
    const part = httpPart === 'body' ? 'The request' : 'The address of the request';
    return { error: new HallwayError('request.invalid', `${part} is malformed: ${problem}.`) };
  };

type CompilersFactory = NonNullable<FastifyServerOptions['schemaController']>['compilersFactory'];

/** Option of `fastify()`: validation by the contract's schemas, answers as they are. */
export const compilersFactory: CompilersFactory = {
  // Fastify's type knows no other compiler than the one that it brings.
  buildValidator: () => checked as never,
  buildSerializer: () => () => (data: unknown) => JSON.stringify(data),
};

/** Every error becomes a `Problem`. */
export function useContract(app: FastifyInstance, log: Log): void {
  app.setErrorHandler((error, request, reply) => {
    const known = asKnownError(error);
    const status = httpStatus(known.code);
    // As it stands in the contract: secrets stand in some addresses, and names of files in others.
    if (status >= 500) log.warn({ error, path: request.routeOptions.url }, 'a request failed');
    if (request.raw.socket.destroyed) return;
    // Nobody reads the rest of this body; a caller who still sends would miss an answer that closes.
    if (request.body instanceof RequestBody) request.body.destroy();
    else if (!request.raw.complete) void reply.header('connection', 'close');
    void reply
      .code(status === 499 ? 400 : status)
      .type('application/json')
      .send(toProblem(known));
  });
  app.setNotFoundHandler((_request, reply) => {
    const error = new HallwayError('request.not_found', 'There is nothing at this address.');
    void reply.code(404).type('application/json').send(toProblem(error));
  });
}

/**
 * Option of `fastify()`: an address that the router cannot read is answered before any hook, so the
 * answer is made harmless here.
 */
export function unreadableAddress(_error: Error, _request: unknown, reply: FastifyReply): void {
  const error = new HallwayError('request.invalid', 'The address of the request is malformed.');
  void reply
    .code(400)
    .header('content-security-policy', "sandbox; default-src 'none'")
    .header('x-content-type-options', 'nosniff')
    .type('application/json')
    .send(toProblem(error));
}

function asKnownError(error: unknown): HallwayError {
  const { validation, cause, code, statusCode } = error as {
    validation?: unknown;
    cause?: unknown;
    code?: string;
    statusCode?: number;
  };
  if (error instanceof HallwayError) return error;
  if (validation !== undefined && cause instanceof HallwayError) return cause;
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return new HallwayError('request.too_large', 'The request is too large.');
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500)
    return new HallwayError('request.invalid', 'The request is malformed.', { cause: error });
  return asHallwayError(error);
}

/** Query values are text: numbers and booleans are read as the schema has them. */
function fromQuery(schema: Type.TSchema, data: unknown): Record<string, unknown> {
  const properties =
    (schema as { properties?: Record<string, { type?: string }> }).properties ?? {};
  return Object.fromEntries(
    Object.entries(data as Record<string, unknown>).map(([name, value]) => {
      const type = properties[name]?.type;
      if (typeof value !== 'string') return [name, value];
      if (type === 'integer' && /^-?\d{1,15}$/.test(value)) return [name, Number(value)];
      if (type === 'boolean' && (value === 'true' || value === 'false'))
        return [name, value === 'true'];
      return [name, value];
    }),
  );
}
