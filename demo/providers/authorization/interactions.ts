import type { IncomingMessage, ServerResponse } from 'node:http';
import type Provider from 'oidc-provider';
import type { errors } from 'oidc-provider';
import { readBody } from '../shared/loopback.js';
import { type Account, authenticate, findAccount } from './accounts.js';
import type { RecordEvent } from './event.js';
import { chooseAccountPage, consentPage, errorPage, type Page, signInPage } from './pages.js';
import { impliedScopes, offlineConsents, type ServiceOf } from './provider.js';
import { identityScopes, resourceScopes, supportedScopes } from './scopes.js';
import type { TokenStore } from './token-store.js';

export interface InteractionOptions {
  provider: Provider;
  /** What it throws where nobody is signed in. */
  SessionNotFound: typeof errors.SessionNotFound;
  accounts: readonly Account[];
  store: TokenStore;
  record: RecordEvent;
  serviceOf: ServiceOf;
  /** False while a form's answer may lead to another origin. */
  restrictForms: () => boolean;
}

type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>;

interface Visit {
  request: IncomingMessage;
  response: ServerResponse;
  interaction: Interaction;
  /** Who is signed in, if anybody. */
  account: Account | undefined;
  application: string;
  clientId: string;
  requested: string[];
}

/** The sign-in and consent pages: `GET /interaction/{uid}` and the forms below it. */
export function createInteractions(options: InteractionOptions) {
  const { provider, SessionNotFound, accounts, record } = options;

  const send = (response: ServerResponse, status: number, { headers, body }: Page) => {
    response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', ...headers });
    response.end(body);
  };

  async function visit(request: IncomingMessage, response: ServerResponse): Promise<Visit> {
    const interaction = await provider.interactionDetails(request, response);
    const clientId = String(interaction.params['client_id']);
    const client = await provider.Client.find(clientId);
    const session = await provider.Session.get(provider.createContext(request, response));
    return {
      request,
      response,
      interaction,
      account: session.accountId ? findAccount(accounts, session.accountId) : undefined,
      application: client?.clientName ?? clientId,
      clientId,
      requested: String(interaction.params['scope'] ?? '')
        .split(' ')
        .filter((scope) => supportedScopes.includes(scope)),
    };
  }

  function show({ response, interaction, account, application, clientId, requested }: Visit, otherAccount: boolean): void {
    const { uid, params, prompt } = interaction;
    const restrictForms = options.restrictForms();
    const page = { uid, application, service: options.serviceOf(clientId), restrictForms };
    if (!account || otherAccount || prompt.name === 'login') {
      const email = otherAccount ? '' : String(params['login_hint'] ?? '');
      return send(
        response,
        200,
        signInPage({ ...page, email, signedInAs: otherAccount ? account?.email : undefined, demoAccounts: accounts }),
      );
    }
    if (prompt.name === 'select_account') return send(response, 200, chooseAccountPage({ ...page, account }));
    const scopes = requested.filter((scope) => scope in resourceScopes);
    const identity = requested.some((scope) => identityScopes.includes(scope));
    return send(response, 200, consentPage({ ...page, account, scopes, identity, offline: asksOffline(params) }));
  }

  /** Signs in and, where somebody else was, changes the session's account without ending what that one had granted. */
  async function logIn(
    { request, response, interaction, account: before, application, clientId }: Visit,
    form: URLSearchParams,
  ): Promise<void> {
    const email = form.get('email') ?? '';
    const account = authenticate(accounts, email, form.get('password') ?? '');
    if (!account) {
      const known = accounts.find((candidate) => candidate.email === email.trim().toLowerCase());
      record({ event: 'login_failed', clientId, ...(known ? { account: known.email } : {}) });
      const restrictForms = options.restrictForms();
      const page = {
        uid: interaction.uid,
        application,
        service: options.serviceOf(clientId),
        restrictForms,
        email,
        signedInAs: before?.email,
        demoAccounts: accounts,
        failed: true,
      };
      return send(response, 422, signInPage(page));
    }
    const result = { login: { accountId: account.id }, select_account: {} };
    const returnTo = await provider.interactionResult(request, response, result, { mergeWithLastSubmission: true });
    const session = await provider.Session.get(provider.createContext(request, response));
    if (session.accountId && session.accountId !== account.id) {
      session.loginAccount({ accountId: account.id });
      session.authorizations = {};
      await session.persist();
    }
    record({ event: 'login', account: account.email, clientId });
    response.writeHead(303, { location: returnTo }).end();
  }

  async function consent(
    { request, response, interaction, account, clientId, requested }: Visit,
    form: URLSearchParams,
  ): Promise<void> {
    if (!account) throw new SessionNotFound('nobody is signed in');
    const ticked = requested.filter((scope) => scope in resourceScopes && form.getAll('scope').includes(scope));
    const granted = [...impliedScopes(requested), ...ticked];
    const grant = new provider.Grant({ accountId: account.id, clientId });
    grant.addOIDCScope(granted);
    const rejected = requested.filter((scope) => !granted.includes(scope));
    if (rejected.length > 0) grant.rejectOIDCScope(rejected);
    const { missingOIDCClaims } = interaction.prompt.details as { missingOIDCClaims?: string[] };
    if (missingOIDCClaims) grant.addOIDCClaims(missingOIDCClaims);
    const grantId = await grant.save();
    if (asksOffline(interaction.params)) await options.store.adapter(offlineConsents).upsert(grantId, {}, 600);
    record({ event: 'consent', account: account.email, clientId, scope: granted.join(' ') });
    await provider.interactionFinished(request, response, { consent: { grantId } }, { mergeWithLastSubmission: true });
  }

  async function deny({ request, response, account, clientId }: Visit): Promise<void> {
    record({ event: 'denied', clientId, ...(account ? { account: account.email } : {}) });
    const result = { error: 'access_denied', error_description: 'The user denied the request' };
    await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  }

  async function act(step: string | undefined, current: Visit): Promise<void> {
    const { request, response } = current;
    if (!comesFromOurPage(request, provider.issuer))
      return send(response, 403, errorPage('That did not come from this page', ''));
    const form = new URLSearchParams((await readBody(request, 16 * 1024)).toString('utf8'));
    if (step === 'login') return logIn(current, form);
    if (step === 'consent') return consent(current, form);
    if (step === 'deny') return deny(current);
    if (step === 'continue' && current.account) {
      return provider.interactionFinished(request, response, { select_account: {} }, { mergeWithLastSubmission: true });
    }
    return send(response, 404, errorPage('There is no such page', ''));
  }

  /** Answers the request if it is for one of these pages. */
  return async (request: IncomingMessage, response: ServerResponse): Promise<boolean> => {
    const url = new URL(request.url ?? '/', provider.issuer);
    const path = /^\/interaction\/([^/]+)(?:\/(\w+))?$/.exec(url.pathname);
    if (!path) return false;
    try {
      const current = await visit(request, response);
      if (request.method === 'POST') await act(path[2], current);
      else show(current, url.searchParams.get('account') === 'other');
    } catch (error) {
      if (!(error instanceof SessionNotFound)) throw error;
      const words =
        'It was left for too long, or another account signed in meanwhile. Go back to the application and start again.';
      send(response, 400, errorPage('This sign-in has ended', words));
    }
    return true;
  };
}

function asksOffline(params: Record<string, unknown>): boolean {
  return params['access_type'] === 'offline' || String(params['scope']).split(' ').includes('offline_access');
}

/** A page on another port of localhost is same-site, so the cookie alone does not tell. */
function comesFromOurPage({ headers }: IncomingMessage, issuer: string): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  return headers.origin === undefined || headers.origin === issuer;
}
