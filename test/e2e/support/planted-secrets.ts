import type { Exception, Place } from '../../support/secret-scanner.js';
import type { World } from './world.js';

/** Where secrets of the demo belong. Everything else is a leak. */
export function exceptionsOf({ host, backendUrl, settings }: World) {
  const accounts = new URL(settings.google.authorizationUrl).origin;
  const at = (area: string, pattern: RegExp) => (place: Place) => place.area === area && pattern.test(place.name);
  const quoted = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const [hostUrl, backend, provider] = [quoted(host), quoted(backendUrl), quoted(accounts)];
  return {
    tokenOfTheSession: {
      kind: 'session token',
      why: 'the host gives it to its own page',
      covers: at('response body', new RegExp(`^GET ${hostUrl}/(?:integration-hub|sign-in-methods)/token$`)),
    },
    sessionInHeader: {
      kind: 'session token',
      why: 'the page shows it to the backend',
      covers: at('request header', new RegExp(`^[A-Z]+ ${backend}/v1/\\S* authorization$`)),
    },
    passwordTyped: {
      kind: 'password',
      why: 'it is typed into the page of the service it belongs to',
      covers: at('request body', new RegExp(`^POST ${provider}/interaction/[^/]+/login$`)),
    },
    passwordsShown: {
      kind: 'password',
      why: 'the stand-in prints its demo accounts on its own pages',
      covers: (place: Place) => (place.area === 'response body' || place.area === 'page') && place.name.includes(`${accounts}/`),
    },
    codeOnItsWay: {
      kind: 'authorization code',
      why: 'the service sends the browser back with it, once',
      covers: (place: Place) =>
        (place.area === 'request line' && place.name.startsWith(`GET ${backendUrl}/oauth/callback/`)) ||
        (/^response (?:body|header)$/.test(place.area) && place.name.includes(`${accounts}/`)),
    },
    databasePassword: {
      kind: 'database password',
      why: 'it is typed in to be kept',
      covers: at('request body', new RegExp(`^PUT ${backend}/v1/widgets/postgresql/connections/default/credentials/postgresql$`)),
    },
  } satisfies Record<string, Exception>;
}
