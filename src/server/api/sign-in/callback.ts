import * as z from 'zod/mini';
import { readBody } from '../../http/read-body.js';
import { route } from '../../http/route.js';
import { receiveCallback } from '../../hub/authorizations/receive-callback.js';
import { ownUrl } from '../../platform/own-url.js';
import { ProblemError } from '../../platform/problem-error.js';
import { answerPage, notFoundPage, seeOther } from './answer-page.js';

const formLimit = 65_536;
/** As it stands in the redirect URI that was registered. */
const redirectPath = ({ connector, server }: { readonly connector: string; readonly server?: string }): string =>
  `/oauth/callback/${[connector, ...(server === undefined ? [] : [server])].map(encodeURIComponent).join('/')}`;

const pages = {
  303: { description: 'To the page that says what comes of it, or the one that the sign-in returns to', content: null },
  404: { description: 'Not for this browser', content: 'text/html' },
} as const;

type Shape = (typeof shapes)[number];
const shapes = [
  { path: '/oauth/callback/{connector}', of: '', params: z.object({ connector: z.string() }) },
  // Of one server among those that people run themselves.
  {
    path: '/oauth/callback/{connector}/{server}',
    of: 'OfServer',
    params: z.object({ connector: z.string(), server: z.string() }),
  },
] as const;

/** The address that providers send browsers back to (authorizations/README.md §4). The code leaves the address before it is used. */
const callback = ({ path, of, params }: Shape) =>
  route({
    method: 'get',
    path,
    operationId: `receiveCallback${of}`,
    summary: 'A provider sends a browser back',
    audience: 'own_page',
    params,
    responses: pages,
    handler: (input) =>
      answerPage(input, async () => {
        const { request, services } = input;
        const next = await receiveCallback(services, redirectPath(input.params), new URL(request.url).searchParams, request);
        return next === undefined ? notFoundPage(input) : seeOther(next);
      }),
  });

const handedOn = ['code', 'state', 'iss', 'error', 'error_description'];

/** `form_post`: a cross-site POST carries no Lax cookie, the GET that it is bounced through does. */
const postedCallback = ({ path, of, params }: Shape) =>
  route({
    method: 'post',
    path,
    operationId: `receivePostedCallback${of}`,
    summary: 'A provider sends a browser back with a form',
    audience: 'public',
    params,
    responses: pages,
    handler: (input) =>
      answerPage(input, async () => {
        const { request, services } = input;
        const type = request.headers.get('content-type') ?? '';
        const isForm = /^application\/x-www-form-urlencoded\b/i.test(type);
        if (!isForm && request.headers.get('content-length') !== '0' && request.body !== null)
          throw new ProblemError('unsupported_media_type');
        const form = new URLSearchParams(Buffer.from(await readBody(request, formLimit)).toString('utf8'));
        const query = new URL(request.url).searchParams;
        const next = new URLSearchParams();
        for (const name of handedOn)
          for (const value of [...form.getAll(name), ...query.getAll(name)]) next.append(name, value.slice(0, 4096));
        return seeOther(ownUrl(services.options, `${redirectPath(input.params)}?${next}`));
      }),
  });

export const callbackRoutes = shapes.flatMap((shape) => [callback(shape), postedCallback(shape)]);
