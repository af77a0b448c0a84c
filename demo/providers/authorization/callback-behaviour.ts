import type Provider from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { returnPage } from './pages.js';
import { endpointPaths, type ServiceOf } from './provider.js';

/** What is wrong with the `iss` parameter of the callback (RFC 9207). */
export type IssuerFault = 'wrong' | 'missing' | 'doubled';

/**
 * How a person leaves for the application after a form: by a page that goes there (its `form-action` stays `'self'`, as
 * GitHub does it), or by a plain 303 answer (most providers; no `form-action` then, because browsers apply it to redirects).
 */
export type ReturnBy = 'page' | 'redirect';

export class CallbackBehaviour {
  issuerFault: IssuerFault | undefined;
  returnBy: ReturnBy;

  constructor(returnBy: ReturnBy) {
    this.returnBy = returnBy;
  }

  attach(provider: Provider, serviceOf: ServiceOf): void {
    provider.use(async (context, next) => {
      await next();
      const location = context.response.get('location');
      if (!location || !context.path.startsWith(endpointPaths.authorization)) return;
      const target = new URL(location, provider.issuer);
      if (!target.searchParams.has('iss')) return;
      this.#tamper(target);
      context.set('location', target.href);
      const afterForm = context.path.length > endpointPaths.authorization.length;
      if (!afterForm || this.returnBy === 'redirect') return;
      const page = returnPage(target, serviceOf((context as Partial<KoaContextWithOIDC>).oidc?.client?.clientId));
      context.status = 200;
      context.remove('location');
      context.set(page.headers);
      context.type = 'html';
      context.body = page.body;
    });
  }

  #tamper({ searchParams }: URL): void {
    if (this.issuerFault === 'missing') searchParams.delete('iss');
    if (this.issuerFault === 'wrong') searchParams.set('iss', 'https://accounts.evil.example');
    if (this.issuerFault === 'doubled') searchParams.append('iss', 'https://accounts.evil.example');
  }
}
