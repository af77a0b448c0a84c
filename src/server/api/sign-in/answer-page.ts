import type { Screen } from '../../../contract/sign-in-page.js';
import { retryHeaders } from '../../http/answer.js';
import { toProblem } from '../../http/to-problem.js';
import type { Bond } from '../../hub/authorizations/bind-window.js';
import { strangerScreens } from '../../hub/authorizations/screens.js';
import { problemOf } from '../../hub/services/problem-of.js';
import type { Services } from '../../hub/services/services.js';
import { type PageWords, pageWords } from '../../pages/page-words.js';
import { pageHeaders, renderPage } from '../../pages/render-page.js';
import { basePath } from '../../platform/own-url.js';

interface Input {
  readonly request: Request;
  readonly services: Services;
  readonly reference: string;
}

export const ownWords = (request: Request): PageWords => pageWords(undefined, request.headers.get('accept-language'));

/** A page that says one thing and asks for nothing. */
export function stillPage(
  { options }: Pick<Services, 'options'>,
  words: PageWords,
  screen: Screen,
  more: { readonly status?: number; readonly closes?: boolean } = {},
): Response {
  const { status = 200, closes = false } = more;
  const data = { base: basePath(options), reference: '', isOver: true, closes, unreachable: strangerScreens(words).unreachable };
  return renderPage({ words, screen, status }, { script: 'done', data });
}

/** Says nothing about whether there is such an authorization. */
export const notFoundPage = ({ request, services }: Input): Response => {
  const words = ownWords(request);
  return stillPage(services, words, strangerScreens(words).notFound, { status: 404 });
};

export const seeOther = (location: string): Response =>
  new Response(null, { status: 303, headers: { ...pageHeaders, location } });

/** Sets the cookie that an authorization is bound to. */
export function answerBond({ receipt, cookies }: Bond): Response {
  const headers = new Headers(pageHeaders);
  for (const line of cookies) headers.append('set-cookie', line);
  return Response.json({ receipt }, { headers });
}

/** Whatever goes wrong on the way to a page is a page: a person reads it, no script. */
export async function answerPage(input: Input, work: () => Promise<Response>): Promise<Response> {
  try {
    return await work();
  } catch (cause) {
    const { request, services, reference } = input;
    const known = problemOf(cause);
    const problem = known ?? toProblem(cause, { reference, operation: undefined, signal: request.signal }, services.log);
    if (problem.code === 'not_found') return notFoundPage(input);
    if (known !== undefined)
      services.log[problem.status < 500 ? 'info' : 'error']('A page could not be shown', {
        reference,
        problem: problem.code,
        hint: problem.options.hint,
        cause,
      });
    const words = ownWords(request);
    const { close: closeLabel } = strangerScreens(words).notFound;
    const { title, text } = words.errors[problem.code]('');
    const screen: Screen = {
      ...strangerScreens(words).notFound,
      state: 'broken',
      title,
      text,
      code: `${problem.code} · ${reference.slice(-6)}`,
    };
    const page = stillPage(services, words, closeLabel === undefined ? screen : { ...screen, close: closeLabel }, {
      status: problem.status,
    });
    for (const [name, value] of Object.entries(retryHeaders(problem))) page.headers.set(name, value);
    return page;
  }
}
