export interface FakeRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body: unknown;
  readonly signal: AbortSignal | undefined;
}

export type FakeAnswer = Response | Error | ((request: FakeRequest) => Response | Promise<Response>);

export interface FakeFetch {
  readonly fetch: typeof fetch;
  readonly requests: readonly FakeRequest[];
  /** Answers the next requests, in order; the last one answers all that follow. */
  answer(...answers: readonly FakeAnswer[]): void;
}

export const json = (body: unknown, init: ResponseInit & { readonly headers?: Record<string, string> } = {}): Response =>
  new Response(JSON.stringify(body), { ...init, headers: { 'content-type': 'application/json', ...init.headers } });

export const problem = (status: number, code: string, more: object = {}, headers: Record<string, string> = {}): Response =>
  json(
    { type: 'about:blank', title: code, status, code, ...more },
    { status, headers: { 'content-type': 'application/problem+json', ...headers } },
  );

/** A network without a network. Requests that are aborted reject as the browser's do. */
export function createFakeFetch(...first: readonly FakeAnswer[]): FakeFetch {
  const requests: FakeRequest[] = [];
  let answers = [...first];
  return {
    requests,
    answer(...next) {
      answers = [...next];
    },
    fetch: async (input, init = {}) => {
      // The browser's own reading of what it is given.
      const { method, headers } = new Request(input, init);
      const request: FakeRequest = {
        method,
        url: new URL(String(input)),
        headers,
        body: typeof init.body === 'string' ? JSON.parse(init.body) : undefined,
        signal: init.signal ?? undefined,
      };
      requests.push(request);
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      if (answer === undefined) throw new Error(`Nobody answers ${request.url.href}.`);
      if (answer instanceof Error) throw answer;
      if (answer instanceof Response) return answer.clone();
      return new Promise((resolve, reject) => {
        request.signal?.addEventListener('abort', () => reject(request.signal?.reason));
        Promise.resolve(answer(request)).then(resolve, reject);
      });
    },
  };
}

/** An answer that never comes. */
export const never = (): Promise<Response> => new Promise(() => undefined);
